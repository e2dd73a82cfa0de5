import 'reflect-metadata';
import { InvalidOptionException } from '@ledgerline/storage';

/** How an aggregate class is stored and rebuilt. */
export interface AggregateOptions {
  /** First part of its streams' names and their category; holds no `-`. @default the class's name, its first letter in lower case */
  readonly name?: string;
  /** A snapshot each N events; 0 = only on demand. @default the module's `snapshotEvery` */
  readonly snapshotEvery?: number;
  /** Version of the snapshot's shape; raise it when the state changes, and older snapshots are ignored. @default 1 */
  readonly snapshotVersion?: number;
  /** What applying an event that no method handles does. @default 'error' */
  readonly unhandledEvents?: 'error' | 'ignore';
}

const AGGREGATE = Symbol('ledgerline:aggregate');

/**
 * Marks a class as an aggregate.
 *
 * @throws InvalidOptionException for a name that is empty or holds `-`, or a number out of range
 */
export function Aggregate(options: AggregateOptions = {}): ClassDecorator {
  const { name, snapshotEvery, snapshotVersion, unhandledEvents } = options;
  if (name !== undefined && (typeof name !== 'string' || name === '' || name.includes('-') || name.length > 100)) {
    throw new InvalidOptionException(
      '@Aggregate name',
      'a text of 1 to 100 characters without "-", which ends the category of a stream',
      name,
      500,
    );
  }
  if (snapshotEvery !== undefined && !isCount(snapshotEvery, 0)) {
    throw new InvalidOptionException('@Aggregate snapshotEvery', 'an integer from 0', snapshotEvery, 500);
  }
  if (snapshotVersion !== undefined && !isCount(snapshotVersion, 1)) {
    throw new InvalidOptionException('@Aggregate snapshotVersion', 'a positive integer', snapshotVersion, 500);
  }
  if (unhandledEvents !== undefined && unhandledEvents !== 'error' && unhandledEvents !== 'ignore') {
    throw new InvalidOptionException('@Aggregate unhandledEvents', "'error' or 'ignore'", unhandledEvents, 500);
  }
  return (target) => Reflect.defineMetadata(AGGREGATE, options, target);
}

/** The options that a class was decorated with; its own, never a parent's. */
export function aggregateOptionsOf(target: object): AggregateOptions {
  return (Reflect.getOwnMetadata(AGGREGATE, target) as AggregateOptions | undefined) ?? {};
}

function isCount(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= 2_147_483_647;
}
