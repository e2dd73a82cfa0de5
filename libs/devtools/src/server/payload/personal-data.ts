import { personalPropertiesOf } from '@ledgerline/event-sourcing';
import { maskPersonal } from '@ledgerline/event-sourcing/backend';
import type { Json, JsonView } from '../../api/json.js';
import type { EventsPart } from '../application/suite.js';

/** Characters of a payload that a page shows; the rest can be downloaded. */
const MOST_SHOWN = 200_000;

/**
 * What the application calls personal. A payload that has its class's version is masked by that class; whatever has another shape (older
 * payloads, metadata, contexts of sagas) by every name that any class of the application marks, at any depth.
 */
export class PersonalData {
  readonly #all: ReadonlySet<string>;

  constructor(private readonly events: Pick<EventsPart, 'registry' | 'aggregates'> | undefined) {
    const classes = [...(events?.registry.all().map(({ eventClass }) => eventClass) ?? []), ...(events?.aggregates.all() ?? [])];
    this.#all = new Set(classes.flatMap((each) => [...personalPropertiesOf(each)]));
  }

  /** Whether a name is personal somewhere. */
  has(name: string): boolean {
    return this.#all.has(name);
  }

  /** A payload of a type, in the shape that it has in this version. */
  payload(type: string, schemaVersion: number, value: unknown): JsonView {
    return view(this.mask(type, schemaVersion, value));
  }

  /** The same at any length. */
  mask(type: string, schemaVersion: number, value: unknown): Masked {
    const known = this.events?.registry.byName(type);
    if (known?.version !== schemaVersion) return maskPersonal(value, this.#all, { everywhere: true });
    return maskPersonal(value, personalPropertiesOf(known.eventClass));
  }

  /** The state of an aggregate. */
  state(aggregate: object, value: unknown): JsonView {
    return view(maskPersonal(value, new Set([...this.#all, ...personalPropertiesOf(aggregate)]), { everywhere: true }));
  }

  /** JSON of no class. */
  anything(value: unknown): JsonView {
    return view(maskPersonal(value, this.#all, { everywhere: true }));
  }
}

type Masked = ReturnType<typeof maskPersonal>;

function view({ value, masked }: Masked): JsonView {
  const text = JSON.stringify(value) ?? 'null';
  const bytes = Buffer.byteLength(text);
  return text.length > MOST_SHOWN
    ? { beginning: text.slice(0, MOST_SHOWN), bytes, masked }
    : { value: value as Json, bytes, masked };
}
