import type { DataSource } from 'typeorm';
import { mysqlShadowTables } from './mysql/mysql-shadow-tables.js';
import { postgresShadowTables } from './postgres/postgres-shadow-tables.js';
import type { ShadowTables } from './shadow-tables.js';

/** What the engine of a database does with shadow tables. */
export const shadowTablesOf = ({ options }: DataSource): ShadowTables =>
  options.type === 'postgres' ? postgresShadowTables : mysqlShadowTables;
