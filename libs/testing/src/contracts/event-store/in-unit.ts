import { randomUUID } from 'node:crypto';
import { runInMessageContext, runInTransaction, type MessageContext } from '@ledgerline/storage';
import type { EventBackend } from '@ledgerline/event-sourcing/backend';

/** Runs work as a unit of work on a backend's database: what is appended below joins it. */
export function inUnit<R>(backend: EventBackend, work: () => Promise<R>, context: Partial<MessageContext> = {}): Promise<R> {
  return runInTransaction(backend.database, (transaction) => {
    const { manager } = transaction;
    const unit = { kind: 'command', name: 'Contract', correlationId: randomUUID(), transaction, ...(manager && { manager }) };
    return runInMessageContext({ ...unit, ...context }, work);
  });
}
