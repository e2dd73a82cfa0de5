import { createHash } from 'node:crypto';

/** A hash of a saga's input: the same for the same data, whatever the order of its keys. */
export function inputHash(text: string): string {
  return createHash('sha256')
    .update(canonical(JSON.parse(text)))
    .digest('base64url');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}
