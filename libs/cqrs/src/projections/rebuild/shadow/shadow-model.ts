import type { DataSource, EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { createTables } from '../../../databases/prepare-tables.js';
import { RebuildImpossibleException } from '../../../exceptions/rebuild-impossible.exception.js';
import { shadowTablesOf } from './engine-of.js';
import { ownedTables, tableNames } from './owned-tables.js';
import { openShadowDataSource } from './shadow-data-source.js';
import { placesOf, type ShadowPlaces } from './shadow-places.js';
import type { ShadowTables } from './shadow-tables.js';

/** The projection whose model it is, and where. */
export interface ShadowModelOptions {
  readonly projection: string;
  readonly entities: readonly EntityTarget<ObjectLiteral>[];
  /** The `DataSource` that the projection writes to, initialised. */
  readonly live: DataSource;
  /** Schema or prefix of Ledgerline's own tables there. */
  readonly schema: string;
}

/** A projection's model as a rebuild makes it: the tables of its entities, in the shadow, and the `DataSource` that writes there. */
export class ShadowModel {
  private constructor(
    readonly projection: string,
    /** Its owned entities have their tables in the shadow. */
    readonly dataSource: DataSource,
    readonly places: ShadowPlaces,
    /** Names of the tables, sorted. */
    readonly tables: readonly string[],
    private readonly engine: ShadowTables,
  ) {}

  /**
   * Opens the shadow of a projection; its tables may be there already, from a rebuild that was interrupted.
   *
   * @throws RebuildImpossibleException when these entities cannot be rebuilt beside the live ones, or the login may not do it
   */
  static async open({ projection, entities, live, schema }: ShadowModelOptions): Promise<ShadowModel> {
    const tables = tableNames(ownedTables(projection, live, entities));
    const places = placesOf(live, schema);
    const engine = shadowTablesOf(live);
    await onOneConnection(live, async (manager) => {
      await engine.createPlaces(manager, projection, places);
      const obstacles = await engine.obstacles(manager, places.live, tables);
      if (obstacles.length > 0) refuse(projection, obstacles);
    });
    return new ShadowModel(projection, await openShadowDataSource(live, places, tables), places, tables, engine);
  }

  /** Whether all of its tables exist. */
  async exists(): Promise<boolean> {
    return onOneConnection(this.dataSource, async (manager) => {
      const existing = await this.engine.existing(manager, this.places.shadow, this.tables);
      return existing.length === this.tables.length;
    });
  }

  /** Makes its tables anew and empty. */
  async create(): Promise<void> {
    await this.drop();
    await createTables(
      this.dataSource,
      this.dataSource.entityMetadatas.filter(({ tableName }) => this.tables.includes(tableName)),
    );
  }

  /** Drops its tables. */
  async drop(): Promise<void> {
    await this.dropIn(this.places.shadow);
  }

  /** Drops what an earlier swap has left in the archive. */
  async dropArchive(): Promise<void> {
    await this.dropIn(this.places.archive);
  }

  /** Makes unqualified names in a handler's own SQL mean its tables, for the rest of a transaction of {@link dataSource}. */
  focus(manager: EntityManager): Promise<void> {
    return this.engine.focus(manager, this.places);
  }

  /** Closes its `DataSource`; the tables stay. */
  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private dropIn(place: string): Promise<void> {
    return onOneConnection(this.dataSource, (manager) => this.engine.drop(manager, place, this.tables));
  }
}

/** Runs `work` with a manager all of whose statements go over one connection. */
export async function onOneConnection<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    return await work(runner.manager);
  } finally {
    await runner.release();
  }
}

function refuse(projection: string, obstacles: readonly string[]): never {
  throw new RebuildImpossibleException(
    projection,
    `other tables cannot take the place of its own while ${obstacles.join(', ')}`,
    'Drop these before the rebuild, and create them again after it.',
  );
}
