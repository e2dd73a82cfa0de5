/** Holds work back while the node is silent, and lets it go on, or tells it that it was lost. */
export class LeaseGate {
  #waiting: ((isHeld: boolean) => void)[] = [];

  constructor(private readonly isHeld: () => boolean) {}

  /** True at once while the lease is held; else when it is again, or false when it was lost. */
  whileHeld(): true | Promise<boolean> {
    if (this.isHeld()) return true;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  open(): void {
    this.#settle(true);
  }

  lose(): void {
    this.#settle(false);
  }

  /** Nobody goes on any more. */
  close(): void {
    this.#settle(false);
  }

  #settle(isHeld: boolean): void {
    for (const resolve of this.#waiting.splice(0)) resolve(isHeld);
  }
}
