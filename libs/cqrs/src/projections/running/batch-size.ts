/** How long a transaction had better take: long enough to be worth its commit, and short enough for others to get at its rows. */
const GOOD_TIME = 200;

/**
 * How many events go into one transaction: twice as many after one that was full and quick, half as many after one that was slow or
 * failed. A projection that is up to date handles what there is.
 */
export class BatchSize {
  #current: number;

  /** @param most upper limit */
  constructor(private readonly most: number) {
    this.#current = Math.min(32, most);
  }

  get current(): number {
    return this.#current;
  }

  /** @param duration milliseconds */
  handled(events: number, duration: number): void {
    if (duration > GOOD_TIME) this.#shrink();
    else if (events >= this.#current && duration < GOOD_TIME / 2) this.#current = Math.min(this.#current * 2, this.most);
  }

  failed(): void {
    this.#shrink();
  }

  #shrink(): void {
    this.#current = Math.max(1, Math.floor(this.#current / 2));
  }
}
