import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendEventsFunction } from '../sql/append-events.function.js';
import { appendOneFunction } from '../sql/append-one.function.js';
import { closeStreamFunction } from '../sql/close-stream.function.js';
import { safeHeadFunction } from '../sql/safe-head.function.js';
import { protectLogTrigger } from '../sql/protect-log.trigger.js';

/**
 * The log: streams, events, snapshots, and the functions that append and find the safe head.
 *
 * Payloads are `json`, not `jsonb`: the text comes back as it went in (key order, `\u0000`, lone surrogates), and storing it costs a
 * syntax check instead of a conversion. Rows refer to their stream by a number, which keeps the indexes small.
 */
export class CreateEventLog implements MigrationInterface {
  readonly name = 'create-event-log';

  constructor(private readonly schema: string) {}

  async up(runner: QueryRunner): Promise<void> {
    const s = this.schema;
    await runner.query(
      `CREATE TABLE ${s}.streams (
        key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text COLLATE "C" NOT NULL,
        category text COLLATE "C" NOT NULL,
        version bigint NOT NULL,
        truncate_before bigint NOT NULL DEFAULT 1,
        state "char" NOT NULL DEFAULT 'a',
        CONSTRAINT streams_name UNIQUE (name),
        CONSTRAINT streams_state CHECK (state IN ('a', 'r', 'd'))
      ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)`,
    );
    await runner.query(
      `CREATE TABLE ${s}.events (
        position bigint NOT NULL,
        stream_key bigint NOT NULL,
        version bigint NOT NULL,
        id uuid NOT NULL,
        type text COLLATE "C" NOT NULL,
        schema_version integer NOT NULL,
        recorded_at timestamptz NOT NULL,
        data json NOT NULL,
        metadata json,
        CONSTRAINT events_position PRIMARY KEY (position),
        CONSTRAINT events_stream_version UNIQUE (stream_key, version),
        CONSTRAINT events_id UNIQUE (id)
      ) WITH (autovacuum_vacuum_insert_scale_factor = 0.05)`,
    );
    await runner.query(`CREATE SEQUENCE ${s}.positions AS bigint CACHE 1`);
    await runner.query(
      `CREATE TABLE ${s}.log_head (
        id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
        ordering text COLLATE "C" NOT NULL CHECK (ordering IN ('concurrent', 'strict')),
        position bigint NOT NULL
      ) WITH (fillfactor = 10)`,
    );
    await runner.query(`INSERT INTO ${s}.log_head (ordering, position) VALUES ('concurrent', 0)`);
    await runner.query(
      `CREATE TABLE ${s}.snapshots (
        stream_key bigint NOT NULL,
        snapshot_version integer NOT NULL,
        version bigint NOT NULL,
        state json NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (stream_key, snapshot_version)
      )`,
    );
    for (const statement of [
      ...protectLogTrigger(s),
      appendEventsFunction(s),
      appendOneFunction(s),
      safeHeadFunction(s),
      closeStreamFunction(s),
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const s = this.schema;
    await runner.query(`DROP FUNCTION ${s}.append_events, ${s}.append_one, ${s}.safe_head, ${s}.close_stream`);
    await runner.query(`DROP TABLE ${s}.snapshots, ${s}.events, ${s}.streams, ${s}.log_head`);
    await runner.query(`DROP SEQUENCE ${s}.positions`);
    await runner.query(`DROP FUNCTION ${s}.protect_log`);
  }
}
