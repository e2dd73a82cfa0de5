import type { EntityManager } from 'typeorm';
import { RebuildImpossibleException } from '../../../../exceptions/rebuild-impossible.exception.js';
import type { ShadowPlaces } from '../shadow-places.js';
import { quote } from './quote.js';
import { DATABASES, type DatabaseRow } from './sql/databases.js';

const LONGEST_NAME = 64;
const ACCESS_DENIED = new Set(['ER_DBACCESS_DENIED_ERROR', 'ER_SPECIFIC_ACCESS_DENIED_ERROR']);

/**
 * Makes the databases of shadow and archive where they are missing, with the live one's character set and collation: a table that
 * names none has its database's.
 *
 * @throws RebuildImpossibleException when the login may not, or when one exists that sorts and compares otherwise
 */
export async function createDatabases(manager: EntityManager, projection: string, places: ShadowPlaces): Promise<void> {
  const { live, shadow, archive } = places;
  assertLength(projection, shadow, archive);
  const found = await manager.query<DatabaseRow[]>(DATABASES, [[live, shadow, archive]]);
  const model = found.find(({ name }) => name === live);
  if (!model) throw new TypeError(`the connection's database ${live} is not visible`);
  for (const name of [shadow, archive]) {
    const existing = found.find((database) => database.name === name);
    if (existing) assertAlike(projection, model, existing);
    else await create(manager, projection, places, name, model);
  }
}

function assertLength(projection: string, ...databases: readonly string[]): void {
  const long = databases.find((name) => name.length > LONGEST_NAME);
  if (long === undefined) return;
  throw new RebuildImpossibleException(
    projection,
    `the database name ${long} would be longer than ${LONGEST_NAME} characters`,
    'Give the read database a shorter `schema`.',
  );
}

function assertAlike(projection: string, live: DatabaseRow, other: DatabaseRow): void {
  if (live.collation === other.collation) return;
  throw new RebuildImpossibleException(
    projection,
    `the database ${other.name} has the collation ${other.collation}, and ${live.name} has ${live.collation}`,
    `Run ALTER DATABASE ${quote(other.name)} CHARACTER SET ${live.charset} COLLATE ${live.collation}.`,
  );
}

async function create(
  manager: EntityManager,
  projection: string,
  { shadow, archive }: ShadowPlaces,
  name: string,
  { charset, collation }: DatabaseRow,
): Promise<void> {
  try {
    await manager.query(`CREATE DATABASE IF NOT EXISTS ${quote(name)} CHARACTER SET ${charset} COLLATE ${collation}`);
  } catch (error) {
    if (!ACCESS_DENIED.has(String((error as { code?: unknown }).code))) throw error;
    const [row] = await manager.query<{ login: string }[]>('SELECT CURRENT_USER() AS login');
    const login = (row?.login ?? '')
      .split('@')
      .map((part) => `'${part}'`)
      .join('@');
    const statements = [shadow, archive].map(
      (database) =>
        `CREATE DATABASE ${quote(database)} CHARACTER SET ${charset} COLLATE ${collation}; ` +
        `GRANT ALL PRIVILEGES ON ${quote(database.replaceAll('_', '\\_'))}.* TO ${login};`,
    );
    throw new RebuildImpossibleException(
      projection,
      `the database login may not create the database ${name}`,
      `Let an administrator run, once: ${statements.join(' ')}`,
      error,
    );
  }
}
