import type { Clock } from '@ledgerline/storage';
import type { RunnableSaga, SagaStore } from '../backends/saga-store.js';
import type { SagaRegistry } from '../definition/saga-registry.js';
import type { ResolvedSagaOptions } from '../saga-module-options.js';
import type { ChangedDefinitions } from './changed-definitions.js';
import { Rhythm } from './rhythm.js';

/** What housekeeping works with. */
export interface HousekeepingParts {
  readonly store: SagaStore;
  readonly clock: Clock;
  readonly registry: SagaRegistry;
  readonly options: ResolvedSagaOptions;
  readonly changes: ChangedDefinitions;
}

const VERSIONS_PERIOD = 5_000;
const RESUMING_PERIOD = 60_000;
const PRUNING_PERIOD = 60_000;
const PRUNED_AT_ONCE = 500;

/** What is done once in a while beside the search for work: versions, sagas that stood for their version, retention. */
export class Housekeeping {
  readonly #versions: Rhythm;
  readonly #resuming: Rhythm;
  readonly #pruning: Rhythm;
  #runnable: readonly RunnableSaga[] = [];
  #hasLookedForChanges = false;
  #isPruning = false;

  constructor(private readonly parts: HousekeepingParts) {
    const { clock, options } = parts;
    this.#versions = new Rhythm(VERSIONS_PERIOD, clock);
    this.#resuming = new Rhythm(RESUMING_PERIOD, clock);
    this.#pruning = new Rhythm(Math.min(PRUNING_PERIOD, options.retention), clock);
  }

  /** The sagas that this code runs: of its own versions, and of older ones that are still about. */
  get runnable(): readonly RunnableSaga[] {
    return this.#runnable;
  }

  /** Before work is looked for: lets stopped sagas go on that fit this code, and learns which versions are about. */
  async prepare(): Promise<void> {
    if (this.#resuming.isDue()) await this.#resume();
    if (this.#versions.isDue()) await this.#learnVersions();
  }

  /**
   * Deletes what is old: one batch, so that sagas that are due do not wait for it. True when there is more; then it wants to be called again
   * soon.
   */
  async prune(): Promise<boolean> {
    const { store, options } = this.parts;
    if (options.retention === 0) return false;
    if (this.#pruning.isDue()) this.#isPruning = true;
    if (this.#isPruning) this.#isPruning = (await store.prune(options.retention, PRUNED_AT_ONCE)) === PRUNED_AT_ONCE;
    return this.#isPruning;
  }

  async #resume(): Promise<void> {
    const { store, registry, changes } = this.parts;
    const definitions = registry.all();
    for (const { name, version, fingerprint } of definitions) await store.resumeStopped(name, version, fingerprint);
    if (!this.#hasLookedForChanges) await changes.look(store, definitions);
    this.#hasLookedForChanges = true;
  }

  async #learnVersions(): Promise<void> {
    const { store, registry } = this.parts;
    const definitions = registry.all();
    const known = await store.versions(definitions.map(({ name }) => name));
    const older = known.filter(({ name, version }) => version < (registry.byName(name)?.version ?? 0));
    this.#runnable = [...definitions.map(({ name, version }) => ({ name, version })), ...older];
  }
}
