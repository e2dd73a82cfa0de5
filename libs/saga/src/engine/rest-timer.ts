import type { Clock } from '@ledgerline/storage';

/** When the rest of a saga ends by itself, measured on this node's clock. */
export class RestTimer {
  #endsAt?: number;

  /** @param remaining milliseconds until the rest ends that the saga comes from, if it does by itself */
  constructor(
    private readonly clock: Clock,
    remaining: number | undefined,
  ) {
    this.begin(remaining);
  }

  begin(duration: number | undefined): void {
    this.#endsAt = duration === undefined ? undefined : this.clock.monotonic() + duration;
  }

  /** Milliseconds that are left, 0 when it is over; nothing when it does not end by itself. */
  get left(): number | undefined {
    return this.#endsAt === undefined ? undefined : Math.max(0, this.#endsAt - this.clock.monotonic());
  }
}
