import type { EntityManager, QueryRunner } from 'typeorm';
import type { Database } from '../../../databases/database.js';
import type { ProjectionError } from '../../projection-status.js';
import type { ProjectionAdvance, ProjectionKey, ProjectionLedger, ProjectionRole, ProjectionRow } from '../projection-ledger.js';
import { projectionRow, type StoredProjectionRow } from '../projection-row.js';
import { addRow } from './sql/add-row.js';
import { advanceRow } from './sql/advance-row.js';
import { faultRow } from './sql/fault-row.js';
import { holdingSession } from './sql/holding-session.js';
import { IDLE_SESSION } from './sql/idle-session.js';
import { pauseProjection } from './sql/pause-projection.js';
import { probeFreeRow } from './sql/probe-free-row.js';
import { projectionRows } from './sql/projection-rows.js';
import { releaseRow } from './sql/release-row.js';
import { renewRow } from './sql/renew-row.js';
import { resumeProjection } from './sql/resume-projection.js';
import { selectRow } from './sql/select-row.js';
import { takeRow } from './sql/take-row.js';

/** The rows in the table `<schema>_projections`. */
export class MysqlProjectionLedger implements ProjectionLedger {
  constructor(private readonly database: Database) {}

  async rows(manager?: EntityManager): Promise<ProjectionRow[]> {
    const dataSource = await this.database.ready();
    const rows: StoredProjectionRow[] = await (manager ?? dataSource).query(projectionRows(await this.#table()));
    return rows.map(projectionRow);
  }

  async add(key: ProjectionKey, role: ProjectionRole, position: number): Promise<void> {
    await this.#run(addRow(await this.#table()), [...valuesOf(key), role, position]);
  }

  /**
   * Three round trips; some more when a session has to be ended that sleeps on the row. Each commits by itself: a node that is stopped
   * in the middle leaves no lock behind that nobody could tell whose it is.
   */
  async take(key: ProjectionKey, owner: string, term: number): Promise<ProjectionRow | null> {
    const table = await this.#table();
    if ((await this.#run(probeFreeRow(table), [...valuesOf(key), owner])).records.length === 0) {
      await this.#endSleeper(key, term);
      return null;
    }
    if ((await this.#run(takeRow(table), [owner, term, ...valuesOf(key), owner])).affected !== 1) return null;
    const row = rowOf((await this.#run(selectRow(table), valuesOf(key))).records);
    return row?.owner === owner ? row : null;
  }

  /** Two round trips. The update alone decides; its owner is the only one to move the position that is read after it. */
  async renew(key: ProjectionKey, epoch: number, term: number): Promise<ProjectionRow | null> {
    const table = await this.#table();
    if ((await this.#run(renewRow(table), [term, ...valuesOf(key), epoch])).affected !== 1) return null;
    const row = rowOf((await this.#run(selectRow(table), valuesOf(key))).records);
    return row?.epoch === epoch ? row : null;
  }

  async release(key: ProjectionKey, epoch: number): Promise<void> {
    await this.#run(releaseRow(await this.#table()), [...valuesOf(key), epoch]);
  }

  async advance(
    key: ProjectionKey,
    { epoch, from, to, term, reachedAt }: ProjectionAdvance,
    manager?: EntityManager,
  ): Promise<boolean> {
    const values = [to, reachedAt, term, ...valuesOf(key), epoch, from];
    return (await this.#run(advanceRow(await this.#table()), values, manager?.queryRunner)).affected === 1;
  }

  async fault(key: ProjectionKey, epoch: number, error: ProjectionError): Promise<boolean> {
    const values = [error.event.position, JSON.stringify(error), ...valuesOf(key), epoch];
    return (await this.#run(faultRow(await this.#table()), values)).affected === 1;
  }

  async pause(name: string): Promise<void> {
    await this.#run(pauseProjection(await this.#table()), [name]);
  }

  async resume(name: string, skip: boolean): Promise<void> {
    await this.#run(resumeProjection(await this.#table()), [skip, name]);
  }

  /** Ends the session of an owner that was stopped in the middle of a transaction: InnoDB would keep its locks for as long as it sleeps. */
  async #endSleeper(key: ProjectionKey, term: number): Promise<void> {
    const table = await this.#table();
    const [holder]: { session_id: string | number | null }[] = await this.#uncommitted((runner) =>
      runner.query(holdingSession(table), valuesOf(key)),
    );
    if (holder?.session_id === undefined || holder.session_id === null) return;
    const { records } = await this.#run(IDLE_SESSION, [holder.session_id, term]);
    if (records.length > 0) await this.#run('KILL ?', [Number(holder.session_id)]);
  }

  /** Reads what other sessions have not committed yet. */
  async #uncommitted<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = (await this.database.ready()).createQueryRunner();
    try {
      await runner.startTransaction('READ UNCOMMITTED');
      const result = await work(runner);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** With its database's name: a shadow's transactions run in another one. */
  async #table(): Promise<string> {
    const { driver } = await this.database.ready();
    return `\`${String(driver.database).replaceAll('`', '``')}\`.${this.database.storage.schema}_projections`;
  }

  async #run(sql: string, values: readonly unknown[], given?: QueryRunner) {
    const runner = given ?? (await this.database.ready()).createQueryRunner();
    try {
      const { raw, records, affected } = await runner.query(sql, values as unknown[], true);
      return { records: (records ?? raw ?? []) as unknown[], affected };
    } finally {
      if (!given) await runner.release();
    }
  }
}

function valuesOf({ name, version, partition }: ProjectionKey): unknown[] {
  return [name, version, partition];
}

function rowOf(records: unknown): ProjectionRow | null {
  const [stored] = records as StoredProjectionRow[];
  return stored ? projectionRow(stored) : null;
}
