import type { CheckpointStore, ShareKey, ShareLease } from '../../subscriptions/checkpoint-store.js';
import { acquireShare } from './sql/acquire-share.js';
import { advanceShare } from './sql/advance-share.js';
import { releaseShare } from './sql/release-share.js';
import { renewShare } from './sql/renew-share.js';
import type { Statement } from './statement.js';

/** Runs a statement on some connection of the pool. */
export type RunStatement = <Row extends readonly unknown[]>(statement: Statement, values: readonly unknown[]) => Promise<Row[]>;

/** Checkpoints and leases in the table `subscriptions`; the database's clock decides. */
export class PostgresCheckpointStore implements CheckpointStore {
  constructor(
    private readonly schema: string,
    private readonly run: RunStatement,
  ) {}

  async acquire(share: ShareKey, owner: string, term: number, initial: number): Promise<ShareLease | null> {
    const [row] = await this.run<readonly [epoch: string, position: string]>(acquireShare(this.schema), [
      ...keyOf(share),
      owner,
      term,
      initial,
    ]);
    return row ? { epoch: Number(row[0]), position: Number(row[1]) } : null;
  }

  async renew(share: ShareKey, epoch: number, term: number): Promise<boolean> {
    return (await this.run(renewShare(this.schema), [...keyOf(share), epoch, term])).length === 1;
  }

  async advance(share: ShareKey, epoch: number, from: number, to: number): Promise<boolean> {
    return (await this.run(advanceShare(this.schema), [...keyOf(share), epoch, from, to])).length === 1;
  }

  async release(share: ShareKey, epoch: number): Promise<void> {
    await this.run(releaseShare(this.schema), [...keyOf(share), epoch]);
  }
}

function keyOf({ name, members, member, partition }: ShareKey): unknown[] {
  return [name, members, member, partition];
}
