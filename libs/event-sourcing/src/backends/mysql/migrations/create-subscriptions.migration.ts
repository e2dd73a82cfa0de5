import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Checkpoints and leases of durable subscriptions. */
export class CreateSubscriptions implements MigrationInterface {
  readonly name = 'create-subscriptions';

  constructor(private readonly schema: string) {}

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE IF NOT EXISTS ${this.schema}_subscriptions (
        name VARBINARY(255) NOT NULL,
        members INT NOT NULL,
        member INT NOT NULL,
        partition_number INT NOT NULL,
        position BIGINT NOT NULL,
        epoch BIGINT NOT NULL,
        owner VARBINARY(255),
        lease_until DATETIME(6),
        updated_at DATETIME(6) NOT NULL,
        PRIMARY KEY (name, members, member, partition_number)) ENGINE = InnoDB ROW_FORMAT = DYNAMIC`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${this.schema}_subscriptions`);
  }
}
