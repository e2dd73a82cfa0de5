import type { CqrsModuleOptions as NestCqrsModuleOptions } from '@nestjs/cqrs';
import type { ProjectionsOptions } from './projections/projections-options.js';
import { InvalidOptionException, type StorageOption, type StorageOptions } from '@ledgerline/storage';

/** Options of `CqrsModule.forRoot`: those of Nest's module, and ours. */
export interface CqrsModuleOptions extends NestCqrsModuleOptions {
  /** Milliseconds after which a command's caller gets a `CommandTimeoutException`; 0 = none. @default 0 */
  readonly commandTimeout?: number;
  /** Milliseconds after which a query's caller gets a `QueryTimeoutException`; 0 = none. @default 0 */
  readonly queryTimeout?: number;
  /** Checks messages that have rules before they are handled; an object is given to class-validator as its options. @default true */
  readonly validate?: boolean | ClassValidatorOptions;
  /** What a second handler for one command or query is: an error at start-up, or a warning, and the last one wins. @default 'error' */
  readonly duplicateHandlers?: 'error' | 'warn';
  /** Milliseconds that handlers get to end when the application closes. @default 10_000 */
  readonly shutdownGracePeriod?: number;
  /** Gives the events that this process records to its `@EventsHandler` classes and rxjs sagas, after the commit. @default true */
  readonly eventSync?: boolean;
  /** The database of the write side: `@InjectWriteDb()`, units of work, idempotent commands. @default the event store's */
  readonly write?: StorageOption;
  /** Milliseconds for which the result of an idempotent command is kept, for those who repeat it. @default 86_400_000 (a day) */
  readonly idempotencyTtl?: number;
  /** The database of the read side, or a read-only replica of `write`: `@InjectReadDb()`. @default `write` */
  readonly read?: StorageOption | ReplicaOption;
  /** How projections are run. */
  readonly projections?: ProjectionsOptions;
  /** Names the stream of an event that is published without one: events of a stream are handled in order. */
  readonly eventStream?: (event: object) => string | undefined;
}

/** A read-only replica of the write database. */
export interface ReplicaOption extends StorageOptions {
  readonly replica: true;
}

/** Options of class-validator's `validate`; see its documentation. */
export type ClassValidatorOptions = Readonly<Record<string, unknown>>;

/** The options of the buses, validated, with every default filled in. */
export interface ResolvedCqrsOptions {
  readonly commandTimeout: number;
  readonly queryTimeout: number;
  readonly validate: false | ClassValidatorOptions;
  readonly duplicateHandlers: 'error' | 'warn';
  readonly shutdownGracePeriod: number;
  readonly eventSync: boolean;
  readonly eventStream: (event: object) => string | undefined;
  readonly rethrowUnhandled: boolean;
  readonly idempotencyTtl: number;
}

const DAY = 86_400_000;
const SHORTEST_TTL = 1_000;
const LONGEST_TTL = 3_650 * DAY;

/**
 * Validates the options and fills in the defaults.
 *
 * @throws InvalidOptionException that names the option and its rule
 */
export function resolveCqrsOptions(options: CqrsModuleOptions = {}): ResolvedCqrsOptions {
  const { commandTimeout = 0, queryTimeout = 0, validate = true, duplicateHandlers = 'error' } = options;
  const { shutdownGracePeriod = 10_000, eventSync = true, eventStream = () => undefined, rethrowUnhandled = false } = options;
  const { idempotencyTtl = DAY } = options;
  assertMilliseconds('commandTimeout', commandTimeout);
  assertMilliseconds('queryTimeout', queryTimeout);
  assertMilliseconds('shutdownGracePeriod', shutdownGracePeriod);
  assertTtl(idempotencyTtl);
  if (duplicateHandlers !== 'error' && duplicateHandlers !== 'warn') {
    throw new InvalidOptionException('duplicateHandlers', `'error' or 'warn'`, duplicateHandlers, 500);
  }
  if (typeof eventSync !== 'boolean') throw new InvalidOptionException('eventSync', 'true or false', eventSync, 500);
  return {
    commandTimeout,
    queryTimeout,
    validate: validate === true ? {} : validate,
    duplicateHandlers,
    shutdownGracePeriod,
    eventSync,
    eventStream,
    rethrowUnhandled,
    idempotencyTtl,
  };
}

/** @throws InvalidOptionException unless the value is a number of milliseconds, 0 included */
export function assertMilliseconds(option: string, value: number, status: 400 | 500 = 500): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new InvalidOptionException(option, 'a number of milliseconds, or 0 for none', value, status);
  }
}

function assertTtl(ttl: number): void {
  if (Number.isFinite(ttl) && ttl >= SHORTEST_TTL && ttl <= LONGEST_TTL) return;
  throw new InvalidOptionException('idempotencyTtl', `milliseconds from ${SHORTEST_TTL} to ${LONGEST_TTL}`, ttl, 500);
}
