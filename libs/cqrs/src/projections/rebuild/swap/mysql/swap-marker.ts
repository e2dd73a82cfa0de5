import type { EntityManager } from 'typeorm';
import { mysqlShadowTables } from '../../shadow/mysql/mysql-shadow-tables.js';
import { qualified } from '../../shadow/mysql/quote.js';
import type { ShadowPlaces } from '../../shadow/shadow-places.js';

/**
 * A table that is renamed along with those of a projection, in the same statement: where it stands tells whether they have changed
 * places, also to nodes of a release that has other tables.
 */
export const markerOf = (projection: string): string => `~${projection}`;

/** Puts the marker where a swap begins. */
export async function placeMarker(manager: EntityManager, { shadow, archive }: ShadowPlaces, projection: string): Promise<void> {
  const marker = markerOf(projection);
  await mysqlShadowTables.drop(manager, archive, [marker]);
  await manager.query(`CREATE TABLE IF NOT EXISTS ${qualified(shadow, marker)} (moved TINYINT) ENGINE = InnoDB`);
}

/** Whether the tables have not changed places since {@link placeMarker}. */
export async function isMarkerInPlace(
  manager: EntityManager,
  { shadow }: Pick<ShadowPlaces, 'shadow'>,
  projection: string,
): Promise<boolean> {
  return (await mysqlShadowTables.existing(manager, shadow, [markerOf(projection)])).length > 0;
}
