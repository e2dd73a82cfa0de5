import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Checkpoints and leases of durable subscriptions; a few hot rows without further indexes, so that updates stay in place. */
export class CreateSubscriptions implements MigrationInterface {
  readonly name = 'create-subscriptions';

  constructor(private readonly schema: string) {}

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE ${this.schema}.subscriptions (
        name text COLLATE "C" NOT NULL,
        members integer NOT NULL,
        member integer NOT NULL,
        partition integer NOT NULL,
        position bigint NOT NULL,
        epoch bigint NOT NULL,
        owner text COLLATE "C",
        lease_until timestamptz,
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (name, members, member, partition)
      ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${this.schema}.subscriptions`);
  }
}
