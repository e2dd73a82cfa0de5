import type { EntityManager, QueryRunner } from 'typeorm';
import type { Database } from '../../../databases/database.js';
import type { ProjectionError } from '../../projection-status.js';
import type { ProjectionAdvance, ProjectionKey, ProjectionLedger, ProjectionRole, ProjectionRow } from '../projection-ledger.js';
import { projectionRow, type StoredProjectionRow } from '../projection-row.js';
import { addRow } from './sql/add-row.js';
import { advanceRow } from './sql/advance-row.js';
import { faultRow } from './sql/fault-row.js';
import { pauseProjection } from './sql/pause-projection.js';
import { projectionRows } from './sql/projection-rows.js';
import { releaseRow } from './sql/release-row.js';
import { renewRow } from './sql/renew-row.js';
import { resumeProjection } from './sql/resume-projection.js';
import { takeRow } from './sql/take-row.js';

/** The rows in the table `projections` of the schema. */
export class PostgresProjectionLedger implements ProjectionLedger {
  constructor(private readonly database: Database) {}

  get #schema(): string {
    return this.database.storage.schema;
  }

  async rows(manager?: EntityManager): Promise<ProjectionRow[]> {
    const sql = projectionRows(this.#schema);
    const rows: StoredProjectionRow[] = await (manager ?? (await this.database.ready())).query(sql);
    return rows.map(projectionRow);
  }

  async add(key: ProjectionKey, role: ProjectionRole, position: number): Promise<void> {
    await this.#run(addRow(this.#schema), [...valuesOf(key), role, position]);
  }

  async take(key: ProjectionKey, owner: string, term: number): Promise<ProjectionRow | null> {
    return this.#row(takeRow(this.#schema), [...valuesOf(key), owner, term]);
  }

  async renew(key: ProjectionKey, epoch: number, term: number): Promise<ProjectionRow | null> {
    return this.#row(renewRow(this.#schema), [...valuesOf(key), epoch, term]);
  }

  async release(key: ProjectionKey, epoch: number): Promise<void> {
    await this.#run(releaseRow(this.#schema), [...valuesOf(key), epoch]);
  }

  async advance(
    key: ProjectionKey,
    { epoch, from, to, term, reachedAt }: ProjectionAdvance,
    manager?: EntityManager,
  ): Promise<boolean> {
    const values = [...valuesOf(key), epoch, from, to, term, reachedAt];
    return (await this.#run(advanceRow(this.#schema), values, manager?.queryRunner)).affected === 1;
  }

  async fault(key: ProjectionKey, epoch: number, error: ProjectionError): Promise<boolean> {
    const values = [...valuesOf(key), epoch, error.event.position, JSON.stringify(error)];
    return (await this.#run(faultRow(this.#schema), values)).affected === 1;
  }

  async pause(name: string): Promise<void> {
    await this.#run(pauseProjection(this.#schema), [name]);
  }

  async resume(name: string, skip: boolean): Promise<void> {
    await this.#run(resumeProjection(this.#schema), [name, skip]);
  }

  async #row(sql: string, values: readonly unknown[]): Promise<ProjectionRow | null> {
    const { records } = await this.#run(sql, values);
    return records[0] ? projectionRow(records[0] as StoredProjectionRow) : null;
  }

  async #run(sql: string, values: readonly unknown[], given?: QueryRunner) {
    const runner = given ?? (await this.database.ready()).createQueryRunner();
    try {
      return await runner.query(sql, values as unknown[], true);
    } finally {
      if (!given) await runner.release();
    }
  }
}

function valuesOf({ name, version, partition }: ProjectionKey): unknown[] {
  return [name, version, partition];
}
