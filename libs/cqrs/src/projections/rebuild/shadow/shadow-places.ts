import type { DataSource } from 'typeorm';

/** The three places between which the tables of a projection move: schemas on PostgreSQL, databases on MySQL and MariaDB. */
export interface ShadowPlaces {
  /** Where readers find the tables. */
  readonly live: string;
  /** Where a rebuild makes new ones. */
  readonly shadow: string;
  /** Where a swap leaves the old ones. */
  readonly archive: string;
}

/**
 * The places of a database.
 *
 * @param schema the schema or prefix of Ledgerline's own tables; two applications with one database keep apart by it
 */
export function placesOf(dataSource: DataSource, schema: string): ShadowPlaces {
  const { database, schema: liveSchema } = dataSource.driver;
  if (dataSource.options.type === 'postgres') {
    return { live: liveSchema ?? 'public', shadow: `${schema}_shadow`, archive: `${schema}_archive` };
  }
  // The databases of a server share one space of names.
  const live = database ?? '';
  return { live, shadow: `${live}_${schema}_shadow`, archive: `${live}_${schema}_archive` };
}
