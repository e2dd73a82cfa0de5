import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The results of idempotent commands, by key. Rows are written twice in one transaction, so there is room for that on their pages. */
export class CreateCommandRecords implements MigrationInterface {
  readonly name = 'create-command-records';

  constructor(private readonly schema: string) {}

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE ${this.schema}.command_records (
        key text COLLATE "C" NOT NULL,
        command text COLLATE "C" NOT NULL,
        fingerprint bytea NOT NULL,
        result text COLLATE "C",
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        expires_at timestamptz NOT NULL,
        CONSTRAINT command_records_key PRIMARY KEY (key)
      ) WITH (fillfactor = 60)`,
    );
    await runner.query(`CREATE INDEX command_records_expires_at ON ${this.schema}.command_records (expires_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${this.schema}.command_records`);
  }
}
