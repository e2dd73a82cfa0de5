import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { MigrationSet } from '../../migrations/migrate.js';

/** One hot row a process, with no index but the key, so that renewals stay in place. */
export class CreateNodes implements MigrationInterface {
  readonly name = 'create-nodes';

  constructor(private readonly schema: string) {}

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE ${this.schema}.nodes (
        id text COLLATE "C" PRIMARY KEY,
        host text NOT NULL,
        pid integer NOT NULL,
        started_at timestamptz NOT NULL,
        lease_until timestamptz NOT NULL,
        steady_since timestamptz NOT NULL,
        dead boolean NOT NULL DEFAULT false,
        blame boolean NOT NULL DEFAULT false
      ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${this.schema}.nodes`);
  }
}

/** The migrations of the node registry on PostgreSQL. Released ones never change. */
export function postgresNodeMigrations(schema: string): MigrationSet {
  return { name: 'nodes', migrations: [new CreateNodes(schema)] };
}
