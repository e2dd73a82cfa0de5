import { runIfAllowed } from '@ledgerline/storage';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { claimSagasName, claimSagasProcedure } from '../sql/claim-sagas.procedure.js';
import { recordSagaName, recordSagaProcedure } from '../sql/record-saga.procedure.js';
import { recordSagasName, recordSagasProcedure } from '../sql/record-sagas.procedure.js';
import { sagas, signals, steps } from '../sql/tables.js';
import { takeOverSagasName, takeOverSagasProcedure } from '../sql/take-over-sagas.procedure.js';

const TEXT = 'LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
const TABLE = 'ENGINE = InnoDB ROW_FORMAT = DYNAMIC';

/**
 * Sagas, their attempts and their signals, and where the server allows it the procedures that record, claim and take over. DDL commits by
 * itself here, so each statement bears being run again.
 *
 * While a saga runs, its write for each step touches no indexed column: a status, in the index so that counts read nothing else, changes when a
 * saga is taken, rests, ends or turns back. Ids and names are VARBINARY: any collation would merge some (`a` and `A`, `a` and `a␠`). Contexts
 * are text, not JSON: MySQL's type reorders keys and rewrites numbers. There are no foreign keys. Times are UTC.
 */
export class CreateSagas implements MigrationInterface {
  readonly name = 'create-sagas';

  constructor(private readonly schema: string) {}

  async up(runner: QueryRunner): Promise<void> {
    const s = this.schema;
    for (const statement of tables(s)) await runner.query(statement);
    await runIfAllowed(
      runner,
      'Saga',
      sagaProcedures(s).flatMap(({ name, create }) => [`DROP PROCEDURE IF EXISTS ${name}`, create]),
      'Writes of sagas take several round trips instead of one, and a node that pauses in between holds up the takeover of its sagas',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    const s = this.schema;
    for (const { name } of sagaProcedures(s)) await runner.query(`DROP PROCEDURE IF EXISTS ${name}`);
    await runner.query(`DROP TABLE ${steps(s)}, ${signals(s)}, ${sagas(s)}`);
  }
}

/** The procedures of a schema. */
export function sagaProcedures(schema: string): readonly { readonly name: string; readonly create: string }[] {
  return [
    { name: recordSagaName(schema), create: recordSagaProcedure(schema) },
    { name: recordSagasName(schema), create: recordSagasProcedure(schema) },
    { name: claimSagasName(schema), create: claimSagasProcedure(schema) },
    { name: takeOverSagasName(schema), create: takeOverSagasProcedure(schema) },
  ];
}

function tables(s: string): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${sagas(s)} (
      id VARBINARY(255) NOT NULL PRIMARY KEY,
      run VARBINARY(255) NOT NULL,
      name VARBINARY(255) NOT NULL,
      version INT NOT NULL,
      fingerprint VARBINARY(255) NOT NULL,
      status VARBINARY(32) NOT NULL,
      state TINYINT NOT NULL,
      input_hash VARBINARY(255) NOT NULL,
      context ${TEXT} NOT NULL,
      results ${TEXT},
      progress ${TEXT} NOT NULL,
      failed_step VARBINARY(255),
      error ${TEXT},
      reason ${TEXT},
      waiting_for VARBINARY(255),
      owner VARBINARY(191),
      token BIGINT NOT NULL,
      doubtful TINYINT NOT NULL DEFAULT 0,
      next_at DATETIME(6),
      due_at DATETIME(6),
      deadline DATETIME(6),
      signals BIGINT NOT NULL DEFAULT 0,
      cancel_requested TINYINT NOT NULL DEFAULT 0,
      cancel_reason ${TEXT},
      recoveries INT NOT NULL DEFAULT 0,
      parent VARBINARY(255),
      correlation_id BLOB NOT NULL,
      causation_id BLOB,
      traceparent BLOB,
      created_at DATETIME(6) NOT NULL,
      updated_at DATETIME(6) NOT NULL,
      finished_at DATETIME(6),
      KEY sagas_work (owner, state, name, version, next_at, status),
      KEY sagas_finished (finished_at),
      KEY sagas_created (created_at, id)) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS ${signals(s)} (
      number BIGINT NOT NULL AUTO_INCREMENT,
      saga_id VARBINARY(255) NOT NULL,
      signal_id VARBINARY(1024) NOT NULL,
      name VARBINARY(255) NOT NULL,
      payload ${TEXT},
      woken TINYINT NOT NULL,
      sent_at DATETIME(6) NOT NULL,
      PRIMARY KEY (saga_id, signal_id),
      UNIQUE KEY saga_signals_number (number),
      KEY saga_signals_unwoken (woken, saga_id)) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS ${steps(s)} (
      saga_id VARBINARY(255) NOT NULL,
      number INT NOT NULL,
      step VARBINARY(255) NOT NULL,
      direction CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      attempt INT NOT NULL,
      outcome VARBINARY(32) NOT NULL,
      started_at DATETIME(6) NOT NULL,
      duration DOUBLE NOT NULL,
      error ${TEXT},
      changes ${TEXT},
      PRIMARY KEY (saga_id, number)) ${TABLE}`,
  ];
}
