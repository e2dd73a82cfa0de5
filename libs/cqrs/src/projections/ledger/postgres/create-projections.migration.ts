import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leases, checkpoints and errors of projections. */
export class CreateProjections implements MigrationInterface {
  readonly name = 'create-projections';

  constructor(private readonly schema: string) {}

  async up(runner: QueryRunner): Promise<void> {
    // Few rows that change often: room on each page lets an update stay on it, and the index unchanged.
    await runner.query(
      `CREATE TABLE ${this.schema}.projections (
        name text COLLATE "C" NOT NULL,
        version integer NOT NULL,
        partition_number integer NOT NULL,
        role text COLLATE "C" NOT NULL,
        mode text COLLATE "C" NOT NULL DEFAULT 'running',
        position bigint NOT NULL,
        epoch bigint NOT NULL DEFAULT 0,
        owner text,
        lease_until timestamptz,
        reached_at bigint,
        failed_position bigint,
        error text,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (name, version, partition_number)) WITH (fillfactor = 50)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${this.schema}.projections`);
  }
}
