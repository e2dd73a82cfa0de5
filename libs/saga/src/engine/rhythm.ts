import type { Clock } from '@ledgerline/storage';

/** Something that is to be done once in a while; due at first. */
export class Rhythm {
  #next = -Infinity;

  constructor(
    private readonly period: number,
    private readonly clock: Clock,
  ) {}

  /** Whether it is time; if so, the next time is a period from now. */
  isDue(): boolean {
    const now = this.clock.monotonic();
    if (now < this.#next) return false;
    this.#next = now + this.period;
    return true;
  }
}
