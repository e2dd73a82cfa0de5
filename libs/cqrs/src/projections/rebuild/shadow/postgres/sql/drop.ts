import { qualified } from '../quote.js';

/** Drops tables together, so that keys among them are no obstacle; refused while something else depends on one. */
export const dropTables = (schema: string, tables: readonly string[]): string =>
  `DROP TABLE ${tables.map((table) => qualified(schema, table)).join(', ')}`;

/** Drops enum types that no column has any more. */
export const dropTypes = (schema: string, types: readonly string[]): string =>
  `DROP TYPE ${types.map((type) => qualified(schema, type)).join(', ')}`;
