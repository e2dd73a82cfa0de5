import { DataSource, type MixedList, type EntitySchema } from 'typeorm';
import type { ResolvedStorage } from '../storage-options.js';

/** How long a call waits for a connection, new or from the pool, before it fails with a 503. */
export const CONNECT_TIMEOUT = 5_000;
const IDLE_TIMEOUT = 60_000;

/** What TypeORM takes as an entity: a decorated class or a schema. */
export type Entity = (new (...args: never[]) => object) | EntitySchema;

type Entities = MixedList<(new (...args: never[]) => object) | string | EntitySchema>;

/** A TypeORM `DataSource` for a storage URL; not initialised yet. `onPoolError` hears of idle connections that died. */
export function createDataSource(
  storage: ResolvedStorage,
  entities: readonly Entity[],
  onPoolError: (error: unknown) => void,
): DataSource {
  const url = storage.url;
  if (!url) throw new TypeError('a DataSource is made from a URL');
  const common = { poolSize: storage.poolSize, entities: [...entities] as unknown as Entities as never, logging: false } as const;
  if (storage.engine === 'postgres') {
    return new DataSource({
      ...common,
      type: 'postgres',
      url: url.href,
      connectTimeoutMS: CONNECT_TIMEOUT,
      applicationName: url.searchParams.get('application_name') ?? 'ledgerline',
      poolErrorHandler: onPoolError,
      extra: { keepAlive: true, idleTimeoutMillis: IDLE_TIMEOUT },
    });
  }
  return new DataSource({
    ...common,
    type: 'mysql',
    url: url.href.replace(/^mariadb:/, 'mysql:'),
    connectTimeout: CONNECT_TIMEOUT,
    charset: 'utf8mb4',
    supportBigNumbers: true,
    extra: { enableKeepAlive: true, idleTimeout: IDLE_TIMEOUT },
  });
}
