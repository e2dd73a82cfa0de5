import { InvalidOptionException, InvalidStorageUrlException, resolveStorage, type ResolvedStorage } from '@ledgerline/storage';
import type { CqrsModuleOptions, ReplicaOption } from '../cqrs-options.js';

/** Where the write side and the read side are kept. */
export interface ResolvedDatabases {
  readonly write: ResolvedStorage;
  readonly read: ResolvedStorage;
  /** Whether `read` is a read-only replica of `write`. */
  readonly isReplica: boolean;
}

/**
 * The databases that the options name, with the defaults filled in: `write` is the event store's, `read` is `write`.
 *
 * @param events the event store's, if the application has one
 * @throws InvalidStorageUrlException, InvalidOptionException
 */
export function resolveDatabases(
  { write, read }: Pick<CqrsModuleOptions, 'write' | 'read'>,
  events: ResolvedStorage | undefined,
): ResolvedDatabases {
  const writes = write === undefined ? (events ?? resolveStorage('memory:')) : resolveStorage(write);
  if (read === undefined) return { write: writes, read: writes, isReplica: false };
  if (!isReplica(read)) return { write: writes, read: resolveStorage(read), isReplica: false };
  // What stands in a replica stands there under the names that it has on the primary.
  const replica = resolveStorage({ schema: writes.schema, ...read });
  assertReplicates(replica, writes);
  return { write: writes, read: replica, isReplica: true };
}

function isReplica(read: NonNullable<CqrsModuleOptions['read']>): read is ReplicaOption {
  const { replica } = typeof read === 'object' && read !== null ? (read as Partial<ReplicaOption>) : {};
  if (replica !== undefined && typeof replica !== 'boolean') {
    throw new InvalidOptionException('read.replica', 'true or left out', replica, 500);
  }
  return replica === true;
}

function assertReplicates(replica: ResolvedStorage, write: ResolvedStorage): void {
  if (replica.engine === write.engine && replica.engine !== 'memory' && replica.schema === write.schema) return;
  throw new InvalidStorageUrlException(
    replica.shown,
    `it is said to be a replica of ${write.shown}, so it must be the same engine and schema, and not memory`,
  );
}
