import { InvalidOptionException, type StorageOption } from '@ledgerline/storage';

/** Options of `SagaModule.forRoot`; times are milliseconds. */
export interface SagaModuleOptions {
  /** Where sagas are kept. @default the event store's storage */
  readonly storage?: StorageOption;
  /** Times that a step is tried again after a failure. @default 3 */
  readonly maxRetries?: number;
  /** Wait before the first of them. @default 5_000 */
  readonly retryDelay?: number;
  /** Factor by which each further wait is longer. @default 2 */
  readonly backoff?: number;
  /** Longest of these waits. @default 60_000 */
  readonly maxRetryDelay?: number;
  /** Whether waits are shortened at random. @default true */
  readonly jitter?: boolean;
  /** Longest time of a saga from start to end; 0 = none. @default 300_000 */
  readonly timeout?: number;
  /** Longest time of one attempt of a step; 0 = none. @default 60_000 */
  readonly stepTimeout?: number;
  /** How long a node that died keeps its sagas from the others. @default 10_000 */
  readonly leaseTerm?: number;
  /** Sagas that this node runs at a time; others wait in the store. @default 500 */
  readonly maxConcurrent?: number;
  /** How long an aborted attempt may take to settle before the engine goes on without it. @default 1_000 */
  readonly abortGrace?: number;
  /** How long running steps may take to finish when the application shuts down. @default 10_000 */
  readonly shutdownGrace?: number;
  /** Whether each attempt is kept for people to look at. @default true */
  readonly history?: boolean;
  /** How long finished sagas are kept; 0 = for ever. @default 30 days */
  readonly retention?: number;
  /** Most bytes of a context, a result or a signal's payload, as JSON. @default 1_000_000 */
  readonly maxContextBytes?: number;
}

/** The options with every default filled in. */
export type ResolvedSagaOptions = Required<Omit<SagaModuleOptions, 'storage'>>;

/** Under which the resolved options are injected. */
export const SAGA_OPTIONS = Symbol('ledgerline:saga-options');

const DAY = 86_400_000;
const LONGEST = 100 * 365 * DAY;

const DEFAULTS: ResolvedSagaOptions = {
  maxRetries: 3,
  retryDelay: 5_000,
  backoff: 2,
  maxRetryDelay: 60_000,
  jitter: true,
  timeout: 300_000,
  stepTimeout: 60_000,
  leaseTerm: 10_000,
  maxConcurrent: 500,
  abortGrace: 1_000,
  shutdownGrace: 10_000,
  history: true,
  retention: 30 * DAY,
  maxContextBytes: 1_000_000,
};

const RANGES: Partial<Record<keyof ResolvedSagaOptions, readonly [least: number, most: number]>> = {
  maxRetries: [0, 1_000_000],
  retryDelay: [0, LONGEST],
  maxRetryDelay: [0, LONGEST],
  timeout: [0, LONGEST],
  stepTimeout: [0, 2 ** 31 - 1],
  leaseTerm: [300, 3_600_000],
  maxConcurrent: [1, 100_000],
  abortGrace: [0, 3_600_000],
  shutdownGrace: [0, 3_600_000],
  retention: [0, LONGEST],
  maxContextBytes: [2, 1_000_000_000],
};

/**
 * Validates the options and fills in the defaults.
 *
 * @throws InvalidOptionException that names the option and its rule
 */
export function resolveSagaOptions({ storage: _storage, ...given }: SagaModuleOptions): ResolvedSagaOptions {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const options: ResolvedSagaOptions = { ...DEFAULTS, ...present };
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const value = options[name as keyof ResolvedSagaOptions];
    if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
      throw new InvalidOptionException(name, `an integer from ${least} to ${most}`, value, 500);
    }
  }
  if (typeof options.backoff !== 'number' || !(options.backoff >= 1 && options.backoff <= 1000)) {
    throw new InvalidOptionException('backoff', 'a number from 1 to 1000', options.backoff, 500);
  }
  return options;
}
