import { Logger } from '@nestjs/common';
import type { SagaSummary } from '../backends/saga-row.js';
import type { SagaStore } from '../backends/saga-store.js';
import type { SagaDefinition } from '../definition/saga-definition.js';

const UNFINISHED = ['pending', 'running', 'waiting', 'compensating', 'stopped'] as const;

/** Notices that a saga's steps were changed and its version was not raised, which people forget; says so once for each such change. */
export class ChangedDefinitions {
  readonly #logger = new Logger('Saga');
  readonly #noticed = new Set<string>();

  /** At start-up: looks at the youngest unfinished saga of each kind. */
  async look(store: SagaStore, definitions: readonly SagaDefinition[]): Promise<void> {
    for (const definition of definitions) {
      for (const row of await store.list({ saga: definition.name, status: UNFINISHED, limit: 1 })) this.notice(row, definition);
    }
  }

  /** Looks at a saga that this node comes across. */
  notice(
    { name, version, fingerprint }: Pick<SagaSummary, 'name' | 'version' | 'fingerprint'>,
    definition: SagaDefinition,
  ): void {
    if (version !== definition.version || fingerprint === definition.fingerprint) return;
    const change = `${name}/${version}/${fingerprint}`;
    if (this.#noticed.has(change)) return;
    this.#noticed.add(change);
    this.#logger.warn(
      `Sagas "${name}" were begun under version ${version} with other steps or compensations than ${definition.sagaClass.name} has now under the same version. They go on by the names of their steps; raise the version in @Saga, so that nodes with the old code leave new sagas alone.`,
    );
  }
}
