import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An index on the sagas that stand until a person acts: few, and no saga that runs well ever touches it. */
export class CreateStandingIndex implements MigrationInterface {
  readonly name = 'create-standing-index';

  constructor(private readonly schema: string) {}

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX IF NOT EXISTS sagas_standing ON ${this.schema}.sagas (created_at) WHERE finished_at IS NULL AND NOT active`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX ${this.schema}.sagas_standing`);
  }
}
