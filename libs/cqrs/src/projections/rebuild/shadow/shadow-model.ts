import type { DataSource, EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { RebuildImpossibleException } from '../../../exceptions/rebuild-impossible.exception.js';
import { createOnRunner } from './create-on-runner.js';
import { shadowTablesOf } from './engine-of.js';
import { ownedTables, tableNames } from './owned-tables.js';
import { onOneConnection } from './on-one-connection.js';
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
    await onOneConnection(live, (manager) => engine.createPlaces(manager, projection, places));
    const dataSource = await openShadowDataSource(live, places, tables);
    const model = new ShadowModel(projection, dataSource, places, tables, engine);
    try {
      await onOneConnection(dataSource, (manager) => model.assertNoObstacles(manager));
      return model;
    } catch (error) {
      await model.close();
      throw error;
    }
  }

  /** Whether all of its tables exist. */
  async exists(): Promise<boolean> {
    return onOneConnection(this.dataSource, async (manager) => {
      const existing = await this.engine.existing(manager, this.places.shadow, this.tables);
      return existing.length === this.tables.length;
    });
  }

  /** Makes its tables anew and empty, over the connection of the manager, and in its transaction if it has one open. */
  async create(manager: EntityManager): Promise<void> {
    await this.drop(manager);
    await createOnRunner(this.dataSource, this.tables, manager.queryRunner!);
  }

  /** Drops its tables. */
  async drop(manager: EntityManager): Promise<void> {
    await this.engine.drop(manager, this.places.shadow, this.tables);
  }

  /** @throws RebuildImpossibleException when something hangs on the live tables that would stay with the old ones */
  async assertNoObstacles(manager: EntityManager): Promise<void> {
    const obstacles = await this.engine.obstacles(manager, this.places.live, this.tables);
    if (obstacles.length > 0) refuse(this.projection, obstacles);
  }

  /** Drops what an earlier swap has left in the archive. */
  async dropArchive(): Promise<void> {
    await onOneConnection(this.dataSource, (manager) => this.engine.drop(manager, this.places.archive, this.tables));
  }

  /** Makes unqualified names in a handler's own SQL mean its tables, for the rest of a transaction of {@link dataSource}. */
  focus(manager: EntityManager): Promise<void> {
    return this.engine.focus(manager, this.places);
  }

  /** Closes its `DataSource`; the tables stay. */
  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

function refuse(projection: string, obstacles: readonly string[]): never {
  throw new RebuildImpossibleException(
    projection,
    `other tables cannot take the place of its own while ${obstacles.join(', ')}`,
    'Drop these before the rebuild, and create them again after it.',
  );
}
