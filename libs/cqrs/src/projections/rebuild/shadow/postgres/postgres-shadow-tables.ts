import type { EntityManager } from 'typeorm';
import { RebuildImpossibleException } from '../../../../exceptions/rebuild-impossible.exception.js';
import type { ShadowTables } from '../shadow-tables.js';
import { quote } from './quote.js';
import { DEPENDENTS } from './sql/dependents.js';
import { dropTables, dropTypes } from './sql/drop.js';
import { FOCUS } from './sql/focus.js';
import { ENUM_TYPES } from './sql/enum-types.js';
import { EXISTING_TABLES } from './sql/existing-tables.js';

const INSUFFICIENT_PRIVILEGE = '42501';

/** The tables of a projection in the schemas of a PostgreSQL database. */
export const postgresShadowTables: ShadowTables = {
  async createPlaces(manager, projection, { shadow, archive }) {
    try {
      for (const schema of [shadow, archive]) await createSchema(manager, schema);
    } catch (error) {
      if ((error as { code?: unknown }).code !== INSUFFICIENT_PRIVILEGE) throw error;
      throw new RebuildImpossibleException(
        projection,
        `the database login may not create the schemas ${shadow} and ${archive}`,
        'Grant it CREATE on the database, or create both schemas with it as their owner.',
        error,
      );
    }
  },
  existing: (manager, schema, tables) => names(manager, EXISTING_TABLES, schema, tables),
  async drop(manager, schema, tables) {
    const existing = await this.existing(manager, schema, tables);
    if (existing.length === 0) return;
    const types = await enumTypes(manager, schema, existing);
    await manager.query(dropTables(schema, existing));
    if (types.length > 0) await manager.query(dropTypes(schema, types));
  },
  async obstacles(manager, live, tables) {
    const rows = await manager.query<{ obstacle: string }[]>(DEPENDENTS, [live, tables]);
    return rows.map(({ obstacle }) => obstacle);
  },
  async focus(manager, { shadow }) {
    await manager.query(FOCUS, [quote(shadow)]);
  },
};

/** The enum types that the tables of a schema bring along. */
export const enumTypes = (manager: EntityManager, schema: string, tables: readonly string[]): Promise<string[]> =>
  names(manager, ENUM_TYPES, schema, tables);

/** A login without the right to create schemas may still use one that somebody made for it. */
async function createSchema(manager: EntityManager, schema: string): Promise<void> {
  const rows = await manager.query<unknown[]>('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
  if (rows.length === 0) await manager.query(`CREATE SCHEMA IF NOT EXISTS ${quote(schema)}`);
}

async function names(manager: EntityManager, sql: string, schema: string, tables: readonly string[]): Promise<string[]> {
  const rows = await manager.query<{ name: string }[]>(sql, [schema, tables]);
  return rows.map(({ name }) => name);
}
