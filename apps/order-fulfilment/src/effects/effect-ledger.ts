/** Something that an outside service has done for an order. */
export interface Effect {
  readonly kind: string;
  readonly orderId: string;
}

const MOST_EFFECTS = 10_000;

/**
 * What a simulated outside service has done, by idempotency key: a call that is repeated under its key has one effect and gets the
 * first answer. Kept in memory; the oldest entries give way beyond a bound.
 */
export class EffectLedger<E extends Effect> {
  readonly #effects = new Map<string, E>();

  /** The effect of an earlier call under this key. */
  find(key: string): E | undefined {
    return this.#effects.get(key);
  }

  /** Records an effect, unless the key has one already; returns the one that counts. */
  once<K extends E>(key: string, effect: () => K): K {
    const known = this.#effects.get(key);
    if (known) return known as K;
    const made = effect();
    this.#effects.set(key, made);
    if (this.#effects.size > MOST_EFFECTS) this.#effects.delete(this.#effects.keys().next().value!);
    return made;
  }

  /** All that was done for an order, in order. */
  of(orderId: string): E[] {
    return [...this.#effects.values()].filter((effect) => effect.orderId === orderId);
  }
}
