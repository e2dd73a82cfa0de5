import { Injectable } from '@nestjs/common';
import { InvalidOptionException } from '@ledgerline/storage';
import type { RawEvent } from '../events/recorded-event.js';
import { upcasterOptionsOf, type EventUpcaster, type JsonObject, type UpcastEvent } from './upcaster.decorator.js';

interface Link {
  readonly upcaster: EventUpcaster;
  readonly to: { readonly type: string; readonly version: number };
}

/** The upcasters of one application, each a link from one (type, version) to the next. */
@Injectable()
export class UpcasterChain {
  readonly #links = new Map<string, Link>();

  /**
   * Adds an upcaster.
   *
   * @throws InvalidOptionException when its class is not decorated, two take the same events, or links lead in a circle
   */
  register(upcaster: EventUpcaster): void {
    const name = upcaster.constructor.name;
    const options = upcasterOptionsOf(upcaster.constructor);
    if (!options) throw new InvalidOptionException(`upcasters: ${name}`, 'decorated with @Upcaster({ type, from })', name, 500);
    const key = keyOf(options.type, options.from);
    const taken = this.#links.get(key);
    if (taken?.upcaster.constructor === upcaster.constructor) return;
    if (taken) {
      const rule = `the only one for version ${options.from}; ${taken.upcaster.constructor.name} takes the same events`;
      throw new InvalidOptionException(`@Upcaster of ${name}`, rule, options.type, 500);
    }
    this.#links.set(key, { upcaster, to: options.to });
    this.#assertNoCircle(options.type, options.from, name);
  }

  /** Whether an upcaster takes events of this type and version. */
  takes(type: string, version: number): boolean {
    return this.#links.size > 0 && this.#links.has(keyOf(type, version));
  }

  /** Names of the stored types that some upcaster takes. */
  taken(): readonly string[] {
    return [...new Set([...this.#links.keys()].map((key) => key.slice(key.indexOf(' ') + 1)))];
  }

  /** Follows the links from a stored payload to where they end; none = dropped, several = split. */
  upcast(type: string, version: number, payload: JsonObject, recorded: RawEvent): UpcastEvent[] {
    const link = this.#links.get(keyOf(type, version));
    if (!link) return [{ type, version, payload }];
    const result = link.upcaster.upcast(payload, recorded);
    const parts = Array.isArray(result) ? (result as readonly (JsonObject | UpcastEvent)[]) : [result as JsonObject];
    return parts.flatMap((part) => {
      const next = isUpcastEvent(part) ? part : { ...link.to, payload: part };
      return this.upcast(next.type, next.version, next.payload, recorded);
    });
  }

  #assertNoCircle(type: string, version: number, name: string): void {
    const seen = new Set<string>();
    for (let key = keyOf(type, version); this.#links.has(key);) {
      if (seen.has(key))
        throw new InvalidOptionException(`@Upcaster of ${name}`, 'part of a chain that ends; it leads in a circle', type, 500);
      seen.add(key);
      const { to } = this.#links.get(key)!;
      key = keyOf(to.type, to.version);
    }
  }
}

function keyOf(type: string, version: number): string {
  return `${version} ${type}`;
}

/** Exactly the three keys, so that a payload that has a `type` of its own is not taken for one. */
function isUpcastEvent(part: JsonObject | UpcastEvent): part is UpcastEvent {
  const { type, version, payload } = part as UpcastEvent;
  return (
    Object.keys(part).length === 3 &&
    typeof type === 'string' &&
    Number.isInteger(version) &&
    typeof payload === 'object' &&
    payload !== null
  );
}
