import { InvalidOptionException, type StorageOption } from '@ledgerline/storage';

/**
 * How a log on PostgreSQL gives its positions. `concurrent`: writers do not wait for each other. `strict`: positions have no gaps and
 * follow the commits, for readers on standbys and for engines without advisory locks; writers take turns.
 */
export type LogOrdering = 'concurrent' | 'strict';

/** Options of `EventSourcingModule.forRoot`. */
export interface EventSourcingModuleOptions {
  /** Where the log is kept. @default `memory:`, with a warning that nothing will survive */
  readonly storage?: StorageOption;
  /** A snapshot each N events of an aggregate, unless its class says otherwise; 0 = only on demand. @default 0 */
  readonly snapshotEvery?: number;
  /** `false` makes an append-only node; `pageSize` is the number of events that a replay fetches at a time. @default { pageSize: 500 } */
  readonly replay?: false | { readonly pageSize?: number };
  /** Most bytes of one event's payload. @default 10_000_000 */
  readonly maxEventBytes?: number;
  /** Most connections that appends take at a time. @default 2 */
  readonly lanes?: number;
  /**
   * The log's ordering on PostgreSQL; changing it needs no more than a restart with the other value. @default as it is: `concurrent`
   * for a new log, `strict` on CockroachDB and YugabyteDB
   */
  readonly ordering?: LogOrdering;
  /** Allows `deleteStream(…, { hard: true })`, which removes events for good. @default false */
  readonly hardDelete?: boolean;
  /** How long a node that died keeps its durable subscriptions from the others, in milliseconds. @default 10_000 */
  readonly leaseTerm?: number;
}

/** The options with every default filled in. */
export interface ResolvedEventSourcingOptions {
  readonly snapshotEvery: number;
  readonly isReplaying: boolean;
  readonly pageSize: number;
  readonly maxEventBytes: number;
  readonly lanes: number;
  readonly leaseTerm: number;
  readonly ordering: LogOrdering | undefined;
  readonly hardDelete: boolean;
}

/**
 * Validates the options and fills in the defaults.
 *
 * @throws InvalidOptionException that names the option and its rule
 */
export function resolveEventSourcingOptions(options: EventSourcingModuleOptions): ResolvedEventSourcingOptions {
  const {
    snapshotEvery = 0,
    replay = {},
    maxEventBytes = 10_000_000,
    lanes = 2,
    leaseTerm = 10_000,
    ordering,
    hardDelete = false,
  } = options;
  const isReplaying = replay !== false;
  const pageSize = replay === false ? 500 : (replay.pageSize ?? 500);
  assertInteger('snapshotEvery', snapshotEvery, 0, 2_147_483_647);
  assertInteger('replay.pageSize', pageSize, 1, 100_000);
  assertInteger('maxEventBytes', maxEventBytes, 1, 1_000_000_000);
  assertInteger('lanes', lanes, 1, 16);
  if (ordering !== undefined && ordering !== 'concurrent' && ordering !== 'strict') {
    throw new InvalidOptionException('ordering', "'concurrent' or 'strict'", ordering, 500);
  }
  assertInteger('leaseTerm', leaseTerm, 500, 3_600_000);
  return { snapshotEvery, isReplaying, pageSize, maxEventBytes, lanes, leaseTerm, ordering, hardDelete: hardDelete === true };
}

function assertInteger(option: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new InvalidOptionException(option, `an integer from ${least} to ${most}`, value, 500);
  }
}
