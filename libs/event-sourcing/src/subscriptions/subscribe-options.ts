import { InvalidOptionException } from '@ledgerline/storage';
import type { EventClass } from '../events/event.js';
import type { Token } from '../streams/token.js';

/** How often a batch that failed is tried again. */
export interface SubscriptionRetryOptions {
  /** Times that it is tried again before the subscription is faulted. @default 3 */
  readonly retries?: number;
  /** Milliseconds before the first time; doubled for each further one. @default 100 */
  readonly delay?: number;
  /** Longest of these waits. @default 10_000 */
  readonly maxDelay?: number;
}

/** `'start'`, `'end'` (of what is safe to read at the time), or a token: behind that place. */
export type SubscriptionStart = Token;

/** Options of `EventStore.subscribe`. */
export interface SubscribeOptions {
  /**
   * Makes the subscription durable: it goes on where it stopped, and one node at a time runs it. Without a name it is this
   * process's own and forgets where it was.
   */
  readonly name?: string;
  /** Where a subscription starts that has no checkpoint. @default 'start' with a name, 'end' without */
  readonly from?: SubscriptionStart;
  /** Only streams of this category. */
  readonly category?: string;
  /** Only events of these classes. */
  readonly types?: readonly EventClass[];
  /** Shares of the log, by stream, that nodes take one by one; the order within a stream is kept. @default 1 */
  readonly members?: number;
  /** Most events that the handler gets at a time. @default 200 */
  readonly batchSize?: number;
  readonly retry?: SubscriptionRetryOptions;
}

/** The options with every default filled in. */
export interface ResolvedSubscribeOptions {
  readonly name: string | undefined;
  readonly from: SubscriptionStart;
  readonly category: string | undefined;
  readonly types: readonly EventClass[] | undefined;
  readonly members: number;
  readonly batchSize: number;
  readonly retry: Required<SubscriptionRetryOptions>;
}

const LONGEST_NAME = 128;

/** @throws InvalidOptionException that names the option and its rule */
export function resolveSubscribeOptions(options: SubscribeOptions): ResolvedSubscribeOptions {
  const { name, category, types, members = 1, batchSize = 200, retry = {} } = options;
  const from = options.from ?? (name === undefined ? 'end' : 'start');
  if (name !== undefined && (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME || name.includes('\0'))) {
    throw new InvalidOptionException('name', `a text of 1 to ${LONGEST_NAME} characters`, name);
  }
  if (category !== undefined && (typeof category !== 'string' || category === '' || category.includes('-'))) {
    throw new InvalidOptionException('category', 'a non-empty text without "-"', category);
  }
  const { retries = 3, delay = 100, maxDelay = 10_000 } = retry;
  assertInteger('members', members, 1, 1024);
  if (members > 1 && name === undefined)
    throw new InvalidOptionException('members', '1 for a subscription without a name', members);
  assertInteger('batchSize', batchSize, 1, 10_000);
  assertInteger('retry.retries', retries, 0, 1_000_000);
  assertInteger('retry.delay', delay, 0, 86_400_000);
  assertInteger('retry.maxDelay', maxDelay, 0, 86_400_000);
  return { name, from, category, types, members, batchSize, retry: { retries, delay, maxDelay } };
}

function assertInteger(option: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new InvalidOptionException(option, `an integer from ${least} to ${most}`, value);
  }
}
