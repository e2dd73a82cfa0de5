import { Injectable } from '@nestjs/common';
import { aggregateDefinition, type AggregateClass } from './aggregate-definition.js';

/** The aggregate classes of one application, by the name that is their streams' category. */
@Injectable()
export class AggregateRegistry {
  readonly #byName = new Map<string, AggregateClass>();

  /** Registers classes; of two that share a name the first one stays. */
  register(aggregates: Iterable<AggregateClass>): void {
    for (const aggregate of aggregates) {
      const { name } = aggregateDefinition(aggregate);
      if (!this.#byName.has(name)) this.#byName.set(name, aggregate);
    }
  }

  byName(name: string): AggregateClass | undefined {
    return this.#byName.get(name);
  }

  /** Every registered class, in the order of registration. */
  all(): readonly AggregateClass[] {
    return [...this.#byName.values()];
  }
}
