import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The results of idempotent commands, by key. DDL commits by itself here, so it bears being run again. */
export class CreateCommandRecords implements MigrationInterface {
  readonly name = 'create-command-records';

  constructor(private readonly schema: string) {}

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE IF NOT EXISTS ${this.schema}_command_records (
        record_key VARBINARY(300) NOT NULL PRIMARY KEY,
        command VARBINARY(255) NOT NULL,
        fingerprint BINARY(32) NOT NULL,
        result LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
        recorded_at DATETIME(6) NOT NULL,
        expires_at DATETIME(6) NOT NULL,
        KEY command_records_expires_at (expires_at)) ENGINE = InnoDB ROW_FORMAT = DYNAMIC`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${this.schema}_command_records`);
  }
}
