import { jsonProblem } from './json-problem.js';

/** A value as the JSON text to store, or why it cannot be. */
export type StorableText = { readonly text: string } | { readonly problem: string };

/**
 * The JSON text of a value.
 *
 * @param what the value as a message names it: `the context`
 * @param mostBytes limit in bytes of UTF-8
 */
export function storableText(value: unknown, what: string, mostBytes: number): StorableText {
  const problem = jsonProblem(value);
  if (problem) return { problem: `${what} cannot be stored: ${problem}` };
  const text = JSON.stringify(value);
  // Three bytes is the most that a UTF-16 unit takes: most texts need not be counted.
  const bytes = text.length * 3 > mostBytes ? Buffer.byteLength(text) : text.length;
  if (bytes <= mostBytes) return { text };
  return { problem: `${what} cannot be stored: it takes ${bytes} bytes, and ${mostBytes} is the limit${largestKey(value)}` };
}

function largestKey(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  let largest: { key: string; bytes: number } | undefined;
  for (const [key, each] of Object.entries(value)) {
    const bytes = Buffer.byteLength(JSON.stringify(each) ?? '');
    if (!largest || bytes > largest.bytes) largest = { key, bytes };
  }
  return largest ? ` ("${largest.key}" takes ${largest.bytes} of them)` : '';
}
