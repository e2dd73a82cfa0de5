/** Where an append goes, and what the stream must be at. */
export interface Place {
  readonly stream: string;
  readonly expectedVersion: number;
}

const APPENDS_PER_STREAM = 10;

/** The streams of one caller: a new one for each tenth append, and every append says which version it expects. */
export class OrderStreams {
  #streams = 0;
  #appends = APPENDS_PER_STREAM;

  /** @param prefix no other caller on the same database has it */
  constructor(
    private readonly prefix: string,
    private readonly eventsPerAppend = 1,
  ) {}

  next(): Place {
    if (this.#appends === APPENDS_PER_STREAM) {
      this.#appends = 0;
      this.#streams += 1;
    }
    return { stream: `${this.prefix}-${this.#streams}`, expectedVersion: this.#appends++ * this.eventsPerAppend };
  }

  /** One for each of so many callers. */
  static forCallers(callers: number, prefix: string, eventsPerAppend?: number): OrderStreams[] {
    return Array.from({ length: callers }, (_, caller) => new OrderStreams(`${prefix}-${caller}`, eventsPerAppend));
  }
}
