/**
 * Says which events belong together and are handled in order: those of one stream, of one aggregate, of one `publishAll`; those
 * without any of that, when they are published in one turn of the event loop.
 */
export class EventStreams {
  readonly #known = new WeakMap<object, unknown>();
  #turn?: object;

  /** @param named names the stream of an event, if the application knows */
  constructor(private readonly named: (event: object) => string | undefined) {}

  /** Notes where an event comes from: the stream it is recorded in, the aggregate that publishes it, or the list it was published in. */
  note(event: object, origin: unknown): void {
    this.#known.set(event, streamOfAggregate(origin) ?? origin);
  }

  of(event: object): unknown {
    return this.named(event) ?? this.#known.get(event) ?? this.#thisTurn();
  }

  #thisTurn(): object {
    if (!this.#turn) {
      this.#turn = {};
      setImmediate(() => (this.#turn = undefined));
    }
    return this.#turn;
  }
}

/** Two objects of one class and one id are one aggregate, loaded twice. */
function streamOfAggregate(origin: unknown): string | undefined {
  const { id, constructor } = origin as { id?: unknown; constructor: { name: string } };
  return typeof id === 'string' || typeof id === 'number' ? `${constructor.name}-${id}` : undefined;
}
