/** The time and the timers of the process, replaceable in tests. */
export interface Clock {
  /** Wall-clock time in milliseconds since the epoch. */
  now(): number;
  /** Monotonic time in milliseconds; only differences mean something. It stands still while the machine sleeps. */
  monotonic(): number;
  /** Calls back once after `delay` milliseconds; returns a function that cancels it. The timer does not keep the process alive. */
  setTimer(callback: () => void, delay: number): () => void;
  /** A number in [0, 1), for jitter. */
  random(): number;
}

/** Node fires timers beyond this after 1 ms. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The real clock. Delays beyond 24.8 days are cut to that: whoever sets such a timer must look again when it fires. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(callback, delay) {
    const timer = setTimeout(callback, Math.min(Math.max(delay, 0), LONGEST_TIMER));
    timer.unref();
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
