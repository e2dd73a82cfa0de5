import { createHash } from 'node:crypto';

/** A number such as `PAY-1F0C…` that follows from the idempotency key, so that a service that has restarted gives the same one. */
export function referenceFor(prefix: string, idempotencyKey: string): string {
  return `${prefix}-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 12).toUpperCase()}`;
}
