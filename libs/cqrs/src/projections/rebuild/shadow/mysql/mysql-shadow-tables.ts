import type { ShadowTables } from '../shadow-tables.js';
import { createDatabases } from './create-databases.js';
import { qualified } from './quote.js';
import { DEPENDENTS } from './sql/dependents.js';
import { EXISTING_TABLES } from './sql/existing-tables.js';

/** The tables of a projection in the databases of a MySQL or MariaDB server. */
export const mysqlShadowTables: ShadowTables = {
  createPlaces: createDatabases,
  async existing(manager, database, tables) {
    if (tables.length === 0) return [];
    const rows = await manager.query<{ name: string }[]>(EXISTING_TABLES, [database, tables]);
    return rows.map(({ name }) => name);
  },
  async drop(manager, database, tables) {
    const existing = await this.existing(manager, database, tables);
    if (existing.length === 0) return;
    // Keys among the tables are no obstacle to dropping all of them.
    await manager.query('SET SESSION foreign_key_checks = 0');
    try {
      await manager.query(`DROP TABLE IF EXISTS ${existing.map((table) => qualified(database, table)).join(', ')}`);
    } finally {
      await manager.query('SET SESSION foreign_key_checks = 1');
    }
  },
  async obstacles(manager, live, tables) {
    const values = [live, tables, live, tables, live, tables];
    const rows = await manager.query<{ obstacle: string }[]>(DEPENDENTS, values);
    return rows.map(({ obstacle }) => obstacle);
  },
  async focus() {
    // The connections of the shadow's DataSource have the shadow as their database.
  },
};
