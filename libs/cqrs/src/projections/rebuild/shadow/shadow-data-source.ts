import { DataSource, type DataSourceOptions, type EntityMetadata } from 'typeorm';
import type { ShadowPlaces } from './shadow-places.js';

/** A rebuild runs its batches one after another; a second connection serves what a handler does beside. */
const CONNECTIONS = 2;

/**
 * Opens a second `DataSource` with the options of the live one, for which the shadow is the place of the owned entities: the same
 * handlers fill the new tables. All other entities stay where they are.
 *
 * @param owned names of the owned tables
 */
export async function openShadowDataSource(
  live: DataSource,
  places: ShadowPlaces,
  owned: readonly string[],
): Promise<DataSource> {
  const shadow = new DataSource(shadowOptions(live.options, places));
  await shadow.initialize();
  // Subscribers shape what is stored; those that an application has put in by hand included.
  shadow.subscribers.push(...live.subscribers);
  for (const metadata of shadow.entityMetadatas) if (!owned.includes(metadata.tableName)) pin(metadata, shadow, places);
  return shadow;
}

function shadowOptions(options: DataSourceOptions, places: ShadowPlaces): DataSourceOptions {
  const common = {
    poolSize: CONNECTIONS,
    // What the live DataSource does by itself must not be done twice, and never in the shadow.
    synchronize: false,
    dropSchema: false,
    migrationsRun: false,
    migrations: [],
    subscribers: [],
    cache: false,
  };
  if (options.type === 'postgres') return { ...options, ...common, schema: places.shadow };
  if (options.type === 'mysql' || options.type === 'mariadb') {
    const { replication, ...rest } = options;
    return { ...rest, ...common, ...inDatabase({ ...rest, ...replication?.master }, places.shadow) } as DataSourceOptions;
  }
  throw new TypeError(`a rebuild runs on PostgreSQL, MySQL and MariaDB, not on ${options.type}`);
}

/** A URL names a database, and goes before the option. */
function inDatabase<O extends { readonly url?: string }>(options: O, database: string): O & { database: string } {
  if (options.url === undefined) return { ...options, database };
  const url = new URL(options.url);
  url.pathname = `/${encodeURIComponent(database)}`;
  return { ...options, database, url: url.href };
}

/** TypeORM asks the metadata for the path of a table at each statement, so that is where an entity can be kept in its place. */
function pin(metadata: EntityMetadata, { options, driver }: DataSource, places: ShadowPlaces): void {
  if (options.type !== 'postgres') metadata.database ??= places.live;
  else if (metadata.schema === places.shadow) metadata.schema = places.live;
  metadata.tablePath = driver.buildTableName(metadata.tableName, metadata.schema, metadata.database);
}
