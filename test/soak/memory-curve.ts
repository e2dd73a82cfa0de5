/** One look at a process's memory, in megabytes. */
export interface MemorySample {
  /** Seconds since the start. */
  readonly at: number;
  /** Resident. */
  readonly rss: number;
  /** JavaScript's objects, those included that the collector has not got to. */
  readonly heap: number;
}

const MEGABYTE = 1_048_576;
/** Seconds in which the collector runs at least once under load. */
const WINDOW = 30;

/** The memory of a process over time. */
export class MemoryCurve {
  readonly samples: MemorySample[] = [];
  readonly #startedAt = performance.now();

  /** Takes what `/metrics` says of the process. */
  add(exposition: string): void {
    const [rss, heap] = ['process_resident_memory_bytes', 'nodejs_heap_size_used_bytes'].map((name) => valueOf(exposition, name));
    if (rss && heap) {
      this.samples.push({ at: (performance.now() - this.#startedAt) / 1_000, rss: rss / MEGABYTE, heap: heap / MEGABYTE });
    }
  }

  /**
   * Megabytes that are added in a minute after the first `settling` share of the time: the straight line through what is left of the heap
   * when the collector has just run, which is the least of each half minute. What a curve of all samples would show is the collector.
   */
  growthPerMinute(settling: number): number {
    const from = (this.samples.at(-1)?.at ?? 0) * settling;
    const lows = new Map<number, MemorySample>();
    for (const sample of this.samples.filter(({ at }) => at >= from)) {
      const window = Math.floor(sample.at / WINDOW);
      if (sample.heap < (lows.get(window)?.heap ?? Infinity)) lows.set(window, sample);
    }
    return slope([...lows.values()].map(({ at, heap }) => [at, heap] as const)) * 60;
  }

  get highest(): number {
    return Math.max(...this.samples.map(({ rss }) => rss));
  }

  /** About twenty points of the curve, for people: seconds, resident megabytes, those of the heap. */
  toString(): string {
    const every = Math.max(1, Math.ceil(this.samples.length / 20));
    return this.samples
      .filter((_, index) => index % every === 0)
      .map(({ at, rss, heap }) => `${Math.round(at)} s: ${Math.round(rss)} (${Math.round(heap)})`)
      .join(', ');
  }
}

function valueOf(exposition: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(exposition)?.[1] ?? 0);
}

/** Of the straight line that is nearest to the points. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / Math.max(1, points.length);
  const [x, y] = [mean(([each]) => each), mean(([, each]) => each)];
  const variance = mean(([each]) => (each - x) ** 2);
  return variance === 0 ? 0 : mean(([one, other]) => (one - x) * (other - y)) / variance;
}
