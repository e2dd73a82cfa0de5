import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leases, checkpoints and errors of projections. */
export class CreateProjections implements MigrationInterface {
  readonly name = 'create-projections';

  constructor(private readonly schema: string) {}

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE IF NOT EXISTS ${this.schema}_projections (
        name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        version INT NOT NULL,
        partition_number INT NOT NULL,
        role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        mode VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        position BIGINT NOT NULL,
        epoch BIGINT NOT NULL,
        owner VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
        lease_until DATETIME(6),
        session_id BIGINT UNSIGNED,
        reached_at BIGINT,
        failed_position BIGINT,
        error LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
        created_at DATETIME(6) NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        PRIMARY KEY (name, version, partition_number)) ENGINE = InnoDB ROW_FORMAT = DYNAMIC`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${this.schema}_projections`);
  }
}
