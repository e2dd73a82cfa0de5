import type { DataSource, MixedList, EntitySchema } from 'typeorm';
import type { ResolvedStorage } from '../storage-options.js';
import { LazyDataSource } from './lazy-data-source.js';

/** How long a call waits for a connection, new or from the pool, before it fails with a 503. */
export const CONNECT_TIMEOUT = 5_000;
const IDLE_TIMEOUT = 60_000;
/** Milliseconds of rest after which the system makes sure of a connection; its own default is hours. */
const KEEP_ALIVE_AFTER = 10_000;

/** What TypeORM takes as an entity: a decorated class or a schema. */
export type Entity = (new (...args: never[]) => object) | EntitySchema;

type Entities = MixedList<(new (...args: never[]) => object) | string | EntitySchema>;

/** What a `DataSource` reports to its owner. */
export interface DataSourceListener {
  /** An idle connection has died. */
  onPoolError(error: unknown): void;
  /** Somebody uses it before it is initialised; returns what they get. */
  onEarlyUse(): Error;
}

/**
 * A TypeORM `DataSource` for a storage URL; not initialised yet.
 *
 * @param entities read when it is initialised: until then the list may grow
 */
export function createDataSource(
  storage: ResolvedStorage,
  entities: readonly Entity[],
  listener: DataSourceListener,
): DataSource {
  const url = storage.url;
  if (!url) throw new TypeError('a DataSource is made from a URL');
  const common = { poolSize: storage.poolSize, entities: entities as Entities as never, logging: false } as const;
  if (storage.engine === 'postgres') {
    const applicationName = url.searchParams.get('application_name') ?? 'ledgerline';
    const extra = { keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER, idleTimeoutMillis: IDLE_TIMEOUT };
    const poolErrorHandler = (error: unknown) => listener.onPoolError(error);
    const options = { poolErrorHandler, extra, applicationName, url: url.href, connectTimeoutMS: CONNECT_TIMEOUT };
    const dataSource = new LazyDataSource({ ...common, type: 'postgres', ...options, ...entitySchema(storage, url) }, () =>
      listener.onEarlyUse(),
    );
    // TypeORM leaves a schema out that the session looks in first, and asks only once which that is.
    if (isUserSchema(storage, url)) Object.assign(dataSource.driver, { searchSchema: storage.schema });
    return dataSource;
  }
  const extra = { enableKeepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER, idleTimeout: IDLE_TIMEOUT };
  const mysqlUrl = url.href.replace(/^mariadb:/, 'mysql:');
  return new LazyDataSource(
    {
      ...common,
      type: 'mysql',
      url: mysqlUrl,
      connectTimeout: CONNECT_TIMEOUT,
      charset: 'utf8mb4',
      supportBigNumbers: true,
      extra,
    },
    () => listener.onEarlyUse(),
  );
}

/** Whether PostgreSQL will look for tables in our own schema first: that of the user's name, once it is there. */
function isUserSchema({ schema }: ResolvedStorage, url: URL): boolean {
  return decodeURIComponent(url.username) === schema && !url.searchParams.has('options');
}

/**
 * Where tables of the application go when the user is named like our schema: otherwise they would be made in `public` as long as ours is
 * not there, and be looked for, and made again, in ours ever after.
 */
function entitySchema(storage: ResolvedStorage, url: URL): { readonly schema?: string } {
  return isUserSchema(storage, url) ? { schema: 'public' } : {};
}
