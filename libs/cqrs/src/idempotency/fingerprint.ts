import { createHash } from 'node:crypto';
import { InvalidOptionException } from '@ledgerline/storage';

const DEEPEST = 200;

/**
 * A hash of what a command says: of its class's name and its contents, whatever the order of their keys. Two that differ in something that
 * JSON cannot say (a function, a symbol) are the same.
 *
 * @throws InvalidOptionException when it contains itself
 */
export function fingerprintOf(name: string, command: object): Buffer {
  return createHash('sha256')
    .update(`${name}\0${canonical(command, 0)}`)
    .digest();
}

function canonical(value: unknown, depth: number): string {
  if (depth > DEEPEST)
    throw new InvalidOptionException('command', `data that is at most ${DEEPEST} levels deep`, 'deeper, or in a circle');
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (value instanceof Map) return canonical({ map: [...(value as Map<unknown, unknown>)] }, depth + 1);
  if (value instanceof Set) return canonical({ set: [...(value as Set<unknown>)] }, depth + 1);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  if (hasJson(value)) return canonical(value.toJSON(), depth + 1);
  const entries = Object.entries(value).filter(([, each]) => isSaid(each));
  entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each, depth + 1)}`).join(',')}}`;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}

function hasJson(value: object): value is { toJSON(): unknown } {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function';
}
