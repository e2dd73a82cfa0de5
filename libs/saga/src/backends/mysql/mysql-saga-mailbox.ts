import { InvalidOptionException, nativeMysqlClient, textOf, type RunStatement } from '@ledgerline/storage';
import type { EntityManager } from 'typeorm';
import type { SagaStatus } from '../../machine/saga-status.js';
import type { Delivery, StoredSignal } from '../saga-store.js';
import { waitAtMost } from './bounded-wait.js';
import type { MysqlSagaAbilities } from './mysql-saga-abilities.js';
import { codeOf, type MysqlSession } from './mysql-session.js';
import { pastSnapshot } from './past-snapshot.js';
import { cancelSaga, deliveryState } from './sql/cancel-saga.js';
import { wakeParentOf } from './sql/record-one.js';
import { textOrNull } from './sql/saga-columns.js';
import { keepSignal, nextSignal, unwokenSignals, wakeOne } from './sql/signal-saga.js';
import { STATE } from './sql/tables.js';
import { wakeSaga } from './sql/wake-saga.js';

/** What the columns hold, in bytes. */
const LONGEST_NAME = 255;
const LONGEST_SIGNAL_ID = 1_024;

/** What others send to sagas: signals and cancels. */
export class MysqlSagaMailbox {
  constructor(
    private readonly schema: string,
    private readonly session: MysqlSession,
    private readonly abilities: () => MysqlSagaAbilities,
  ) {}

  /** Five round trips in one transaction, and one more when it ends a child, which wakes its parent. */
  cancel(id: string, reason: string): Promise<Delivery> {
    return this.session.transact(async (run) => {
      const { affectedRows } = await run(cancelSaga(this.schema), [reason, reason, reason, id]);
      const delivery = await this.#deliveryOf(run, id, affectedRows > 0);
      if (affectedRows > 0 && delivery.kind === 'delivered' && delivery.status === 'cancelled')
        await run(wakeParentOf(this.schema), [id, id]);
      return delivery;
    });
  }

  /** Two round trips. */
  async wake(id: string): Promise<Delivery> {
    return this.session.work(async (run) => {
      const { affectedRows } = await run(wakeSaga(this.schema), [id]);
      const delivery = await this.#deliveryOf(run, id, affectedRows > 0);
      return affectedRows > 0 || delivery.kind !== 'delivered' ? delivery : { kind: 'refused', status: delivery.status };
    });
  }

  /** Three round trips, each statement by itself: a signal that is kept and not counted yet is counted by {@link wakeSignalled}. */
  async signal(id: string, name: string, signalId: string, payload: string | null): Promise<Delivery> {
    assertFits(name, signalId);
    return this.session.work(async (run) => {
      const delivery = await this.#deliveryOf(run, id, false);
      if (delivery.kind !== 'delivered') return delivery;
      await run(keepSignal(this.schema), [id, signalId, name, payload]);
      await run(wakeOne(this.schema), [id, signalId]);
      return delivery;
    });
  }

  /** Two round trips. A saga that the caller's snapshot is too old to show is looked for on another connection. */
  async signalIn(manager: EntityManager, id: string, name: string, signalId: string, payload: string | null): Promise<Delivery> {
    assertFits(name, signalId);
    const run = this.session.on(await nativeMysqlClient(manager));
    const seen = await this.#deliveryOf(run, id, false);
    const delivery = seen.kind === 'unknown' ? await this.session.work((other) => this.#deliveryOf(other, id, false)) : seen;
    const sql = pastSnapshot(this.abilities(), keepSignal(this.schema));
    if (delivery.kind === 'delivered') await run(sql, [id, signalId, name, payload]);
    return delivery;
  }

  /** One round trip while there are none, and one for each. One whose saga somebody holds is left for the next time. */
  async wakeSignalled(): Promise<number> {
    const { rows } = await this.session.run(unwokenSignals(this.schema), []);
    let woken = 0;
    for (const [id, signalId] of rows) {
      const isCounted = await this.session
        .work((run) => waitAtMost(1, this.abilities(), run, wakeOne(this.schema), [textOf(id), textOf(signalId)]))
        .then(
          ({ affectedRows }) => affectedRows > 0,
          (error: unknown) => {
            if (codeOf(error) !== 'ER_LOCK_WAIT_TIMEOUT') throw error;
            return false;
          },
        );
      if (isCounted) woken += 1;
    }
    return woken;
  }

  async nextSignal(id: string, name: string, taken: readonly number[]): Promise<StoredSignal | undefined> {
    const sql = nextSignal(this.schema, taken.length);
    const [row] = (await this.session.run(sql, [id, name, ...taken], taken.length === 0)).rows;
    return row && { number: Number(row[0]), payload: textOrNull(row[1]) };
  }

  /** @param isDelivered whether a statement has changed the row already */
  async #deliveryOf(run: RunStatement, id: string, isDelivered: boolean): Promise<Delivery> {
    const [row] = (await run(deliveryState(this.schema), [id])).rows;
    if (!row) return { kind: 'unknown' };
    const [status, owner, state] = [textOf(row[0]) as SagaStatus, textOrNull(row[1]) ?? undefined, Number(row[2])];
    return isDelivered || state === STATE.active || status === 'stopped'
      ? { kind: 'delivered', status, owner }
      : { kind: 'refused', status };
  }
}

/** Longer ones would be cut by a server that is not strict, and two signals taken for one. */
function assertFits(name: string, signalId: string): void {
  if (Buffer.byteLength(name) > LONGEST_NAME)
    throw new InvalidOptionException('name', `a text of at most ${LONGEST_NAME} bytes`, name);
  if (Buffer.byteLength(signalId) > LONGEST_SIGNAL_ID)
    throw new InvalidOptionException('signalId', `a text of at most ${LONGEST_SIGNAL_ID} bytes`, signalId);
}
