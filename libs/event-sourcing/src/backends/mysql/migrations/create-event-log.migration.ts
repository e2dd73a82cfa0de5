import { runIfAllowed } from '@ledgerline/storage';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendEventsProcedure, appendProcedureName, type AppendMode } from '../sql/append-events.procedure.js';
import { protectLogTriggers } from '../sql/protect-log.trigger.js';

const TEXT = 'LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
const TABLE = 'ENGINE = InnoDB ROW_FORMAT = DYNAMIC';
const MODES: readonly AppendMode[] = ['own', 'joined'];

/**
 * The log: streams, events, snapshots, its head, and where the server allows it the procedures that append and the triggers that
 * protect it. DDL commits by itself here, so each statement bears being run again.
 *
 * Names are VARBINARY: any collation would merge some (`a` and `A`, `a` and `á`, `a` and `a␠`). Payloads are text, not JSON: MySQL's
 * type reorders keys and rewrites numbers. Times are UTC.
 */
export class CreateEventLog implements MigrationInterface {
  readonly name = 'create-event-log';

  constructor(private readonly schema: string) {}

  async up(runner: QueryRunner): Promise<void> {
    const s = this.schema;
    for (const statement of tables(s)) await runner.query(statement);
    for (const mode of MODES) {
      const drop = `DROP PROCEDURE IF EXISTS ${appendProcedureName(s, mode)}`;
      await runIfAllowed(
        runner,
        'EventStore',
        [drop, appendEventsProcedure(s, mode)],
        'Appends take several round trips instead of one',
      );
    }
    await runIfAllowed(
      runner,
      'EventStore',
      protectLogTriggers(s),
      `Nothing but grants protects ${s}_events from UPDATE and DELETE by hand`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    const s = this.schema;
    for (const mode of MODES) await runner.query(`DROP PROCEDURE IF EXISTS ${appendProcedureName(s, mode)}`);
    await runner.query(`DROP TABLE ${s}_snapshots, ${s}_events, ${s}_streams, ${s}_head`);
  }
}

function tables(s: string): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${s}_streams (
      stream_key BIGINT NOT NULL PRIMARY KEY,
      name VARBINARY(255) NOT NULL,
      category VARBINARY(255) NOT NULL,
      version BIGINT NOT NULL,
      truncate_before BIGINT NOT NULL DEFAULT 1,
      state CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'a',
      UNIQUE KEY streams_name (name)) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS ${s}_events (
      position BIGINT NOT NULL PRIMARY KEY,
      stream_key BIGINT NOT NULL,
      version BIGINT NOT NULL,
      id BINARY(16) NOT NULL,
      type VARBINARY(255) NOT NULL,
      schema_version INT NOT NULL,
      recorded_at DATETIME(6) NOT NULL,
      data ${TEXT} NOT NULL,
      metadata ${TEXT},
      UNIQUE KEY events_stream_version (stream_key, version),
      UNIQUE KEY events_id (id)) ${TABLE}`,
    `CREATE TABLE IF NOT EXISTS ${s}_head (
      id TINYINT NOT NULL PRIMARY KEY,
      position BIGINT NOT NULL,
      recorded_at DATETIME(6) NOT NULL) ${TABLE}`,
    `INSERT IGNORE INTO ${s}_head (id, position, recorded_at) VALUES (1, 0, UTC_TIMESTAMP(6))`,
    `CREATE TABLE IF NOT EXISTS ${s}_snapshots (
      stream_key BIGINT NOT NULL,
      snapshot_version INT NOT NULL,
      version BIGINT NOT NULL,
      state ${TEXT} NOT NULL,
      created_at DATETIME(6) NOT NULL,
      PRIMARY KEY (stream_key, snapshot_version)) ${TABLE}`,
  ];
}
