import type { PayloadMark, PayloadMarks } from './inspect-payload.js';

/** Puts back what {@link inspectPayload} marked. A place that an upcaster has moved or changed is left as it is. */
export function restorePayload(payload: object, marks: PayloadMarks): void {
  for (const [path, mark] of Object.entries(marks)) {
    const keys = path
      .slice(1)
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop()!;
    let parent: unknown = payload;
    for (const key of keys) parent = ownValue(parent, key);
    const value = ownValue(parent, last);
    const restored = restore(value, mark);
    if (restored !== undefined) {
      Object.defineProperty(parent, last, { value: restored, writable: true, enumerable: true, configurable: true });
    }
  }
}

function ownValue(parent: unknown, key: string): unknown {
  return typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key)
    ? (parent as Record<string, unknown>)[key]
    : undefined;
}

function restore(value: unknown, mark: PayloadMark): unknown {
  if (mark === '-0') return value === 0 ? -0 : undefined;
  if (typeof value !== 'string') return undefined;
  if (mark === 'bigint') return /^-?\d+$/.test(value) ? BigInt(value) : undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
