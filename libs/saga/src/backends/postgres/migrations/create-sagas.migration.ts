import type { MigrationInterface, QueryRunner } from 'typeorm';

const HOT =
  'fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0';

/**
 * Sagas, their attempts and their signals.
 *
 * While a saga runs, its write for each step touches no indexed column, so that rows are updated in place; claim, rest and end do touch
 * some, and are rare. A status changes with them, or when a saga turns back: it is in the indexes so that counts read nothing else. Contexts
 * are `json`, not `jsonb`: the text comes back as it went in. There are no foreign keys: a row that is only referenced would be passed over by
 * `SKIP LOCKED`.
 */
export class CreateSagas implements MigrationInterface {
  readonly name = 'create-sagas';

  constructor(private readonly schema: string) {}

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...this.#sagas(), ...this.#signals(), ...this.#history()]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const s = this.schema;
    await runner.query(`DROP TABLE ${s}.saga_steps, ${s}.saga_signals, ${s}.sagas`);
  }

  #sagas(): string[] {
    const s = this.schema;
    return [
      `CREATE TABLE ${s}.sagas (
        id text COLLATE "C" PRIMARY KEY,
        run text COLLATE "C" NOT NULL,
        name text COLLATE "C" NOT NULL,
        version integer NOT NULL,
        fingerprint text COLLATE "C" NOT NULL,
        status text COLLATE "C" NOT NULL,
        active boolean NOT NULL,
        input_hash text COLLATE "C" NOT NULL,
        context json NOT NULL,
        results json,
        progress json NOT NULL,
        failed_step text,
        error json,
        reason text,
        waiting_for text COLLATE "C",
        owner text COLLATE "C",
        token bigint NOT NULL,
        doubtful boolean NOT NULL DEFAULT false,
        next_at timestamptz,
        due_at timestamptz,
        deadline timestamptz,
        signals bigint NOT NULL DEFAULT 0,
        cancel_requested boolean NOT NULL DEFAULT false,
        cancel_reason text,
        recoveries integer NOT NULL DEFAULT 0,
        parent text COLLATE "C",
        correlation_id text NOT NULL,
        causation_id text,
        traceparent text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        finished_at timestamptz
      ) WITH (${HOT}, toast.autovacuum_vacuum_scale_factor = 0.02)`,
      `CREATE INDEX sagas_due ON ${s}.sagas (name, version, next_at) INCLUDE (status) WHERE owner IS NULL AND active`,
      `CREATE INDEX sagas_owner ON ${s}.sagas (owner) WHERE owner IS NOT NULL AND active`,
      `CREATE INDEX sagas_finished ON ${s}.sagas (finished_at) WHERE finished_at IS NOT NULL`,
      `CREATE INDEX sagas_standing ON ${s}.sagas (name, status) WHERE NOT active AND finished_at IS NULL`,
      `CREATE INDEX sagas_created ON ${s}.sagas (created_at, id)`,
    ];
  }

  #signals(): string[] {
    const s = this.schema;
    return [
      `CREATE TABLE ${s}.saga_signals (
        number bigint GENERATED ALWAYS AS IDENTITY,
        saga_id text COLLATE "C" NOT NULL,
        signal_id text COLLATE "C" NOT NULL,
        name text COLLATE "C" NOT NULL,
        payload json,
        woken boolean NOT NULL,
        sent_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (saga_id, signal_id)
      )`,
      `CREATE INDEX saga_signals_unwoken ON ${s}.saga_signals (saga_id) WHERE NOT woken`,
    ];
  }

  #history(): string[] {
    return [
      `CREATE TABLE ${this.schema}.saga_steps (
        saga_id text COLLATE "C" NOT NULL,
        number integer NOT NULL,
        step text COLLATE "C" NOT NULL,
        direction "char" NOT NULL,
        attempt integer NOT NULL,
        outcome text COLLATE "C" NOT NULL,
        started_at timestamptz NOT NULL,
        duration real NOT NULL,
        error json,
        changes json,
        PRIMARY KEY (saga_id, number)
      )`,
    ];
  }
}
