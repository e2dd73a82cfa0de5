import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { MigrationSet } from '../../migrations/migrate.js';

/** One row a process, with no index but the key. Ids are VARBINARY, since a collation would merge some. Times are UTC. */
export class CreateNodes implements MigrationInterface {
  readonly name = 'create-nodes';

  constructor(private readonly schema: string) {}

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE IF NOT EXISTS ${this.schema}_nodes (
        id VARBINARY(191) NOT NULL PRIMARY KEY,
        host VARBINARY(191) NOT NULL,
        pid INT NOT NULL,
        started_at DATETIME(6) NOT NULL,
        lease_until DATETIME(6) NOT NULL,
        steady_since DATETIME(6) NOT NULL,
        dead TINYINT NOT NULL DEFAULT 0,
        blame TINYINT NOT NULL DEFAULT 0) ENGINE = InnoDB ROW_FORMAT = DYNAMIC`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${this.schema}_nodes`);
  }
}

/** The migrations of the node registry on MySQL and MariaDB. Released ones never change. */
export function mysqlNodeMigrations(schema: string): MigrationSet {
  return { name: 'nodes', migrations: [new CreateNodes(schema)] };
}
