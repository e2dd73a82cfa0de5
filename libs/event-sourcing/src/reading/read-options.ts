import { InvalidOptionException } from '@ledgerline/storage';
import type { EventClass } from '../events/event.js';
import type { Token } from '../streams/token.js';

/** Which part of a stream to read. */
export interface ReadStreamOptions {
  /** First version, inclusive. @default 1 */
  readonly from?: number;
  /** Last version, inclusive. @default the end */
  readonly to?: number;
  /** @default 'forwards' */
  readonly direction?: 'forwards' | 'backwards';
  /** Most events to return. @default all */
  readonly limit?: number;
  /** Only events of these classes. @default all */
  readonly types?: readonly EventClass[];
}

/** Which part of the log to read. */
export interface ReadAllOptions {
  /** Start behind this place (backwards: in front of it). @default the start (backwards: the end) */
  readonly after?: Token;
  /** Only streams of this category: the text before the first `-` of their names. */
  readonly category?: string;
  /** Only events of these classes. @default all */
  readonly types?: readonly EventClass[];
  /** @default 'forwards' */
  readonly direction?: 'forwards' | 'backwards';
  /** Most events to return. @default all */
  readonly limit?: number;
}

/** @throws InvalidOptionException for a range or a limit that makes no sense */
export function validReadStreamOptions({ from = 1, to = Number.MAX_SAFE_INTEGER, direction, limit, types }: ReadStreamOptions) {
  assertCount('from', from, 1);
  assertCount('to', to, 0);
  return { from, to, direction: validDirection(direction), limit: validLimit(limit), types };
}

/** @throws InvalidOptionException for a category, a direction or a limit that makes no sense */
export function validReadAllOptions({ after, category, types, direction, limit }: ReadAllOptions) {
  if (category !== undefined && (typeof category !== 'string' || category === '' || category.includes('-'))) {
    throw new InvalidOptionException('category', 'a non-empty text without "-"', category);
  }
  return { after, category, types, direction: validDirection(direction), limit: validLimit(limit) };
}

function validDirection(direction: 'forwards' | 'backwards' = 'forwards') {
  if (direction !== 'forwards' && direction !== 'backwards') {
    throw new InvalidOptionException('direction', "'forwards' or 'backwards'", direction);
  }
  return direction;
}

function validLimit(limit: number = Number.MAX_SAFE_INTEGER): number {
  if (limit !== Infinity) assertCount('limit', limit, 0);
  return Math.min(limit, Number.MAX_SAFE_INTEGER);
}

export function assertCount(option: string, value: unknown, least: number): asserts value is number {
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw new InvalidOptionException(option, `an integer from ${least}`, value);
}
