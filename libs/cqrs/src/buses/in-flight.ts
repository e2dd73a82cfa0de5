/** Counts the running work of one kind. */
export class Gauge {
  #count = 0;

  constructor(
    readonly name: string,
    private readonly whole: InFlight,
  ) {}

  get count(): number {
    return this.#count;
  }

  begin(): void {
    this.#count += 1;
    this.whole.begin();
  }

  end(): void {
    this.#count -= 1;
    this.whole.end();
  }

  /** @param work must not reject */
  track(work: Promise<unknown>): void {
    this.begin();
    // oxlint-disable-next-line typescript/no-floating-promises -- it does not reject
    work.then(() => this.end());
  }
}

/** Counts what is running in an application's buses, and tells when nothing is left. */
export class InFlight {
  readonly #gauges: Gauge[] = [];
  #count = 0;
  #waiting: (() => void)[] = [];

  /** @param name what is counted, as a log names it */
  gauge(name: string): Gauge {
    const made = new Gauge(name, this);
    this.#gauges.push(made);
    return made;
  }

  /** What is running, with its number. */
  names(): string[] {
    return this.#gauges.filter(({ count }) => count > 0).map(({ name, count }) => (count === 1 ? name : `${name} (${count})`));
  }

  /** Resolves as soon as nothing is running. */
  settled(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** @internal called by a gauge */
  begin(): void {
    this.#count += 1;
  }

  /** @internal called by a gauge */
  end(): void {
    this.#count -= 1;
    // What follows at once from the end of the last one, such as the next command of a saga, still counts.
    if (this.#count === 0 && this.#waiting.length > 0) setImmediate(() => this.#tell());
  }

  #tell(): void {
    if (this.#count > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
