import type { SagaView } from '@ledgerline/saga';
import type { ManualClock } from '../clock/manual-clock.js';
import type { WatchedSaga } from './watched-saga.js';

/** Real milliseconds after which a call counts as hanging: then virtual time goes on without it. */
const PATIENCE = 1_000;
/** Shorter than the lease: what rests is skipped in strides, and the node stays alive. */
const STRIDE = 600_000;
/** The end of a rest is lived through timer by timer: it is what the test is about. */
const LAST_PART = 5_000;

/** What {@link PassingTime} moves. */
export interface TimedSaga {
  readonly clock: ManualClock;
  readonly watched: WatchedSaga;
  /** Reads the saga as it stands. */
  view(): Promise<SagaView | null>;
}

/** Lets virtual time pass: as far as something happens, and no further than asked. */
export class PassingTime {
  constructor(private readonly saga: TimedSaga) {}

  /** Lets everything happen that is due now; waits in real time for steps that wait for something real. */
  async settle(): Promise<void> {
    const { clock, watched } = this.saga;
    for (;;) {
      await clock.advance(0);
      const { running } = watched;
      if (running.length === 0) return;
      if (!(await endsWithin(running, PATIENCE))) watched.giveUpOn(running);
    }
  }

  /**
   * Lets time pass until `isDone` says that it is enough, or `end` is reached.
   *
   * @returns whether it was enough
   */
  async pass(end: number, isDone: (view: SagaView | null) => boolean): Promise<boolean> {
    const { clock } = this.saga;
    for (;;) {
      await this.settle();
      const view = await this.saga.view();
      if (isDone(view)) return true;
      if (clock.now() >= end) return false;
      await this.#hop(view, end - clock.now());
    }
  }

  /** To the next timer; over a rest in strides, since nothing happens in it. */
  async #hop(view: SagaView | null, most: number): Promise<void> {
    const { clock } = this.saga;
    const isResting = view?.status === 'waiting' && view.owner === undefined;
    const restLeft = view?.nextAt ? view.nextAt.getTime() - clock.now() : Infinity;
    const stride = Math.min(STRIDE, restLeft - LAST_PART, most);
    if (isResting && stride > LAST_PART) return clock.stall(stride);
    await clock.advance(Math.min(Math.max(clock.pending[0] ?? most, 0), most));
  }
}

async function endsWithin(calls: readonly Promise<unknown>[], limit: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), limit)));
  const one = Promise.race(calls).then(
    () => true,
    () => true,
  );
  const ended = await Promise.race([one, over]);
  clearTimeout(timer);
  return ended;
}
