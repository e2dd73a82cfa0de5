import type { Json } from '@ledgerline/devtools/api';

export type JsonList = readonly Json[];
export type JsonRecord = { readonly [key: string]: Json };

/** Whether a value holds others. */
export function wrapped(value: Json): value is JsonList | JsonRecord {
  return typeof value === 'object' && value !== null && entriesOf(value as JsonRecord).length > 0;
}

/** What a value holds, by key or by index. */
export function entriesOf(value: JsonList | JsonRecord): readonly (readonly [string, Json])[] {
  return Object.entries(value as JsonRecord);
}

export function kindOf(value: Json): 'null' | 'boolean' | 'number' | 'string' | 'list' | 'record' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'record' : (typeof value as 'boolean' | 'number' | 'string');
}

/** What stands for a value that is closed: `[3]`, `{ orderId, items }`. */
export function summaryOf(value: JsonList | JsonRecord): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  const keys = Object.keys(value);
  const shown = keys.slice(0, 4).join(', ');
  return `{ ${shown}${keys.length > 4 ? ', …' : ''} }`;
}

/** A value in one short line, for lists and differences. */
export function inLine(value: Json | undefined, longest = 60): string {
  if (value === undefined) return '—';
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** A place in a value as people write it: `items[0].sku`. */
export function pathText(path: readonly (string | number)[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text === '' ? '(all of it)' : text.replace(/^\./, '');
}
