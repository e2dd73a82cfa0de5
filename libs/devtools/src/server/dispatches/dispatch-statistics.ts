/** Durations of one kind of message that quantiles are told of. */
const SAMPLE = 200;

interface Counted {
  count: number;
  errors: number;
  /** The last durations, as a ring. */
  readonly durations: number[];
}

/** How often each message was dispatched, how it came out, and how long it took. Bounded by the number of messages that the code has. */
export class DispatchStatistics {
  readonly #byMessage = new Map<string, Counted>();

  add(kind: string, name: string, milliseconds: number, isError: boolean): void {
    const key = `${kind}:${name}`;
    const counted = this.#byMessage.get(key) ?? { count: 0, errors: 0, durations: [] };
    this.#byMessage.set(key, counted);
    counted.durations[counted.count % SAMPLE] = milliseconds;
    counted.count += 1;
    if (isError) counted.errors += 1;
  }

  /** Undefined for a message that was never dispatched. */
  of(kind: string, name: string): { count: number; errors: number; p50: number; p95: number } | undefined {
    const counted = this.#byMessage.get(`${kind}:${name}`);
    if (!counted) return undefined;
    const sorted = [...counted.durations].sort((a, b) => a - b);
    const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
    return { count: counted.count, errors: counted.errors, p50: quantile(0.5), p95: quantile(0.95) };
  }
}
