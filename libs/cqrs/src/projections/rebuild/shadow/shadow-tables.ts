import type { EntityManager } from 'typeorm';
import type { ShadowPlaces } from './shadow-places.js';

/** What an engine does with the tables of a projection, wherever they stand. */
export interface ShadowTables {
  /**
   * Makes shadow and archive where they are missing.
   *
   * @throws RebuildImpossibleException when the login may not, with what an administrator can do
   */
  createPlaces(manager: EntityManager, projection: string, places: ShadowPlaces): Promise<void>;
  /** Which of the tables exist in a place. */
  existing(manager: EntityManager, place: string, tables: readonly string[]): Promise<string[]>;
  /** Drops those of the tables that exist in a place, with all that belongs to them. */
  drop(manager: EntityManager, place: string, tables: readonly string[]): Promise<void>;
  /** What would be lost or left behind if others took the place of the live tables, each as a phrase. */
  obstacles(manager: EntityManager, live: string, tables: readonly string[]): Promise<string[]>;
  /** Makes unqualified names in a handler's own SQL mean the shadow's tables, for the rest of the transaction. */
  focus(manager: EntityManager, places: ShadowPlaces): Promise<void>;
}
