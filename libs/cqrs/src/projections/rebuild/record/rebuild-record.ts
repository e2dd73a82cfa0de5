import type { DataSource, EntityManager } from 'typeorm';
import type { ProjectionError } from '../../projection-status.js';
import type { ProjectionMode, ProjectionRole } from '../../ledger/projection-ledger.js';
import { dialectOf, type RecordDialect } from './dialect.js';
import { addArchived } from './sql/add-archived.js';
import { discardShadows } from './sql/discard-shadows.js';
import { freeLive } from './sql/free-live.js';
import { holdLive } from './sql/hold-live.js';
import { lockRows } from './sql/lock-rows.js';
import { moveShadow } from './sql/move-shadow.js';
import { noteSession } from './sql/note-session.js';
import { promoteShadow } from './sql/promote-shadow.js';
import { removeRow } from './sql/remove-row.js';
import { restartLive } from './sql/restart-live.js';
import { restartShadow } from './sql/restart-shadow.js';
import { resumeShadow } from './sql/resume-shadow.js';
import { retireLive } from './sql/retire-live.js';
import { setShadowMode } from './sql/set-shadow-mode.js';
import { shadowRows } from './sql/shadow-rows.js';

/** A row of the ledger that a transaction has locked. */
export interface LockedRow {
  readonly version: number;
  readonly partition: number;
  readonly role: ProjectionRole;
  readonly mode: ProjectionMode | typeof SWAPPING;
  readonly position: number;
  readonly epoch: number;
  readonly owner: string | null;
}

/** A rebuild under way, on one partition. */
export interface RebuildRow {
  readonly name: string;
  readonly version: number;
  readonly partition: number;
  readonly mode: LockedRow['mode'];
  readonly position: number;
  readonly error: ProjectionError | null;
  readonly startedAt: number;
}

/** The mode of a shadow whose tables are being renamed. */
export const SWAPPING = 'swapping';

/** What a rebuild does to the rows of the ledger beside its own checkpoint. Every method is one statement. */
export class RebuildRecord {
  readonly #dialect: RecordDialect;

  constructor(
    private readonly dataSource: DataSource,
    schema: string,
  ) {
    this.#dialect = dialectOf(dataSource, schema);
  }

  /** Every rebuild that is under way, of any projection. */
  async underWay(): Promise<RebuildRow[]> {
    const rows = await this.dataSource.query<Record<string, unknown>[]>(shadowRows(this.#dialect));
    return rows.map((row) => ({
      name: String(row['name']),
      version: Number(row['version']),
      partition: Number(row['partition_number']),
      mode: row['mode'] as LockedRow['mode'],
      position: Number(row['position']),
      error: typeof row['error'] === 'string' ? (JSON.parse(row['error']) as ProjectionError) : null,
      startedAt: Number(row['started_at']),
    }));
  }

  /** Gives up all rebuilds of a projection but that of one version. */
  async discardOthers(name: string, kept: number, manager?: EntityManager): Promise<void> {
    await (manager ?? this.dataSource).query(discardShadows(this.#dialect), [name, kept]);
  }

  /** Sends a rebuild back to its start. */
  async restart(name: string, version: number, epoch: number): Promise<void> {
    await this.dataSource.query(restartShadow(this.#dialect), [name, version, epoch]);
  }

  /** Lets a rebuild go on that stopped at an event; with `skip` behind it. */
  async resume(name: string, skip: boolean): Promise<void> {
    await this.dataSource.query(resumeShadow(this.#dialect), [skip ? 1 : 0, name]);
  }

  /**
   * All rows of a projection, locked for the rest of the transaction. A session that then does nothing for longer than `patience`
   * milliseconds, because its process was stopped, is ended: on PostgreSQL by the server, elsewhere by who takes the rows.
   */
  async lock(manager: EntityManager, name: string, patience: number): Promise<LockedRow[]> {
    const isPostgres = this.dataSource.options.type === 'postgres';
    if (isPostgres) await manager.query(`SELECT set_config('idle_in_transaction_session_timeout', $1, true)`, [String(patience)]);
    const rows = await manager.query<Record<string, unknown>[]>(lockRows(this.#dialect), [name]);
    if (!isPostgres) await manager.query(noteSession(this.#dialect.table), [name]);
    return rows.map((row) => ({
      version: Number(row['version']),
      partition: Number(row['partition_number']),
      role: row['role'] as ProjectionRole,
      mode: row['mode'] as LockedRow['mode'],
      position: Number(row['position']),
      epoch: Number(row['epoch']),
      owner: row['owner'] as string | null,
    }));
  }

  /** Moves a locked shadow's checkpoint. */
  async move(manager: EntityManager, name: string, { version, partition }: LockedRow, position: number): Promise<void> {
    await manager.query(moveShadow(this.#dialect), [position, name, version, partition]);
  }

  /** Takes the locked live rows out of service. */
  async retire(manager: EntityManager, name: string): Promise<void> {
    await manager.query(retireLive(this.#dialect), [name]);
  }

  /** Removes a locked row. */
  async remove(manager: EntityManager, name: string, { version, partition }: LockedRow): Promise<void> {
    await manager.query(removeRow(this.#dialect), [name, version, partition]);
  }

  /** Makes a locked shadow's row the live one of `version`. */
  async promote(
    manager: EntityManager,
    name: string,
    row: LockedRow,
    { version, mode, epoch }: { version: number; mode: ProjectionMode; epoch: number },
  ): Promise<void> {
    await manager.query(promoteShadow(this.#dialect), [version, mode, epoch, name, row.version, row.partition]);
  }

  /** Sends a locked live row back to the start, under a version. */
  async restartLive(manager: EntityManager, name: string, row: LockedRow, version: number): Promise<void> {
    await manager.query(restartLive(this.#dialect), [version, name, row.version, row.partition]);
  }

  /** Adds a row that tells how far a model was. */
  async archive(
    manager: EntityManager,
    name: string,
    { version, partition, position }: Pick<LockedRow, 'version' | 'partition' | 'position'>,
  ): Promise<void> {
    await manager.query(addArchived(this.#dialect), [name, version, partition, position]);
  }

  /** Takes the lease of the live rows by force. */
  async hold(manager: EntityManager, name: string, owner: string, term: number): Promise<void> {
    await manager.query(holdLive(this.#dialect), [owner, term, name]);
  }

  /** Gives it back. */
  async free(manager: EntityManager, name: string, owner: string): Promise<void> {
    await manager.query(freeLive(this.#dialect), [name, owner]);
  }

  async setMode(manager: EntityManager, name: string, version: number, mode: LockedRow['mode']): Promise<void> {
    await manager.query(setShadowMode(this.#dialect), [mode, name, version]);
  }
}
