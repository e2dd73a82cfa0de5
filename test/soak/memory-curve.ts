/** One look at a process's memory. */
export interface MemorySample {
  /** Seconds since the start. */
  readonly at: number;
  /** Resident megabytes. */
  readonly rss: number;
}

const MEGABYTE = 1_048_576;

/** The memory of a process over time. */
export class MemoryCurve {
  readonly samples: MemorySample[] = [];
  readonly #startedAt = performance.now();

  /** Takes what `/metrics` says of the process. */
  add(exposition: string): void {
    const bytes = /^process_resident_memory_bytes (\S+)$/m.exec(exposition)?.[1];
    if (bytes) this.samples.push({ at: (performance.now() - this.#startedAt) / 1_000, rss: Number(bytes) / MEGABYTE });
  }

  /** The straight line through the samples after the first `settling` share of the time: megabytes that are added in a minute. */
  growthPerMinute(settling: number): number {
    const from = (this.samples.at(-1)?.at ?? 0) * settling;
    const settled = this.samples.filter(({ at }) => at >= from);
    const mean = (of: (sample: MemorySample) => number) => settled.reduce((sum, sample) => sum + of(sample), 0) / settled.length;
    const [time, rss] = [mean(({ at }) => at), mean((sample) => sample.rss)];
    const covariance = mean((sample) => (sample.at - time) * (sample.rss - rss));
    const variance = mean((sample) => (sample.at - time) ** 2);
    return variance === 0 ? 0 : (covariance / variance) * 60;
  }

  get highest(): number {
    return Math.max(...this.samples.map(({ rss }) => rss));
  }

  /** About a dozen points of the curve, for people. */
  toString(): string {
    const every = Math.max(1, Math.ceil(this.samples.length / 12));
    return this.samples
      .filter((_, index) => index % every === 0)
      .map(({ at, rss }) => `${Math.round(at)} s: ${Math.round(rss)} MB`)
      .join(', ');
  }
}
