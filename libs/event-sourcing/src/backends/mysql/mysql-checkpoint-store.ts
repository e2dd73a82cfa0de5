import type { RunStatement, SqlValue } from '@ledgerline/storage';
import type { CheckpointStore, ShareKey, ShareLease } from '../../subscriptions/checkpoint-store.js';
import { addShare } from './sql/add-share.js';
import { advanceShare } from './sql/advance-share.js';
import { releaseShare } from './sql/release-share.js';
import { renewShare } from './sql/renew-share.js';
import { sharePosition } from './sql/share-position.js';
import { shareStart } from './sql/share-start.js';
import { takeShare } from './sql/take-share.js';

/** Checkpoints and leases in the table `subscriptions`; the database's clock decides. */
export class MysqlCheckpointStore implements CheckpointStore {
  constructor(
    private readonly schema: string,
    private readonly run: RunStatement,
  ) {}

  /**
   * Two round trips, five the first time: there is no statement here that inserts or updates and gives the row back. The update alone
   * decides; whoever holds the newest epoch is the only one to move the position that is read after it.
   */
  async acquire(share: ShareKey, owner: string, term: number, initial: number): Promise<ShareLease | null> {
    const taken =
      (await this.#take(share, owner, term)) ?? ((await this.#add(share, initial)) ? await this.#take(share, owner, term) : null);
    if (taken === null) return null;
    const { rows } = await this.run(sharePosition(this.schema), [...keyOf(share), taken]);
    return rows[0] ? { epoch: taken, position: Number(rows[0][0]) } : null;
  }

  async renew(share: ShareKey, epoch: number, term: number): Promise<boolean> {
    return (await this.run(renewShare(this.schema), [term, ...keyOf(share), epoch])).affectedRows === 1;
  }

  async advance(share: ShareKey, epoch: number, from: number, to: number): Promise<boolean> {
    return (await this.run(advanceShare(this.schema), [to, ...keyOf(share), epoch, from, to])).affectedRows === 1;
  }

  async release(share: ShareKey, epoch: number): Promise<void> {
    await this.run(releaseShare(this.schema), [...keyOf(share), epoch]);
  }

  async #take(share: ShareKey, owner: string, term: number): Promise<number | null> {
    const { affectedRows, insertId } = await this.run(takeShare(this.schema), [owner, term, ...keyOf(share), owner]);
    return affectedRows === 1 ? insertId : null;
  }

  /** False when the share was there already. */
  async #add(share: ShareKey, initial: number): Promise<boolean> {
    const { name, members, partition } = share;
    const { rows } = await this.run(shareStart(this.schema), [initial, name, partition, members]);
    return (await this.run(addShare(this.schema), [...keyOf(share), Number(rows[0]![0])])).affectedRows === 1;
  }
}

function keyOf({ name, members, member, partition }: ShareKey): SqlValue[] {
  return [name, members, member, partition];
}
