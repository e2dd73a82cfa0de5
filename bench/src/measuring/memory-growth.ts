import { collectGarbage } from './collect-garbage.js';

const MEGABYTE = 1024 * 1024;

/** How far the process's resident memory rises above where it was at the start, at any time that is looked at. */
export class MemoryGrowth {
  readonly #start: number;
  #highest: number;

  constructor() {
    collectGarbage();
    this.#start = this.#highest = process.memoryUsage.rss();
  }

  look(): void {
    this.#highest = Math.max(this.#highest, process.memoryUsage.rss());
  }

  get megabytes(): number {
    return (this.#highest - this.#start) / MEGABYTE;
  }
}
