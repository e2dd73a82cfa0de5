import type { Clock } from '@ledgerline/storage';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

const START = Date.UTC(2026, 0, 1);

/** A clock whose time passes when nobody has anything left to do: it then jumps to the next timer. */
export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #time = 0;
  #order = 0;

  now(): number {
    return START + this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  setTimer(callback: () => void, delay: number): () => void {
    const timer = { at: this.#time + Math.max(delay, 0), order: this.#order++, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  random(): number {
    return 0;
  }

  sleep(duration: number): Promise<void> {
    return new Promise((resolve) => this.setTimer(resolve, duration));
  }

  /** Lets time pass until `isOver`. @throws Error when nothing is left that could happen, or too much time has passed */
  async passUntil(isOver: () => boolean, limit: number): Promise<void> {
    const end = this.#time + limit;
    for (;;) {
      // Everything here is done in microtasks, which are through when a macrotask runs.
      await new Promise((resolve) => setImmediate(resolve));
      if (isOver()) return;
      const next = this.#next();
      if (!next || next.at > end) throw new Error(`Nothing came of it within ${limit} ms of virtual time.`);
      this.#timers.delete(next);
      this.#time = Math.max(this.#time, next.at);
      next.callback();
    }
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }
}
