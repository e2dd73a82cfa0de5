import type { NodeLease } from '@ledgerline/storage';

/** Holds work back while the node is silent, and lets it go on, or tells it that it was lost. */
export class LeaseGate {
  #waiting: ((isHeld: boolean) => void)[] = [];

  constructor(private readonly lease: Pick<NodeLease, 'id' | 'isHeld'>) {}

  /** True at once while the node holds its lease under this id; else when it does again, or false when it was lost. */
  whileHeld(id: string): true | Promise<boolean> {
    if (this.lease.id !== id) return Promise.resolve(false);
    if (this.lease.isHeld()) return true;
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
