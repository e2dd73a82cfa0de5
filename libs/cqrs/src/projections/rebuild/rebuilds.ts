import { Logger } from '@nestjs/common';
import type { ProjectionDefinition } from '../definition/projection-definition.js';
import type { ProjectionRow } from '../ledger/projection-ledger.js';
import { RebuildImpossibleException } from '../../exceptions/rebuild-impossible.exception.js';
import type { RebuildServices } from './building/build-options.js';
import { ShadowBuild } from './building/shadow-build.js';
import { beginInPlace } from './in-place/begin-in-place.js';
import { planRebuild } from './rebuild-plan.js';
import { codeVersion, shadowVersion } from './record/complete-swap.js';
import { RebuildRecord } from './record/rebuild-record.js';
import { dropArchive } from './shadow/drop-archive.js';
import { settleSwap } from './swap/mysql/settle-swap.js';

/** Between two looks at what is to be rebuilt, in milliseconds: another node may have died that did it, or been asked for it. */
const LOOK_INTERVAL = 2_000;

/** What {@link Rebuilds} are made of. */
export interface RebuildsOptions extends RebuildServices {
  readonly definitions: () => readonly ProjectionDefinition[];
  /** Told when another model of a projection is served. */
  readonly onSwapped: (name: string) => void;
}

/**
 * The rebuilds of an application's projections: finds by the ledger what is to be rebuilt, and does it where no other node does.
 *
 * @see `docs/projections.md`
 */
export class Rebuilds {
  readonly #logger = new Logger('Projection');
  readonly #builds = new Map<string, ShadowBuild>();
  readonly #superseded = new Map<string, number>();
  #looking: Promise<void> = Promise.resolve();
  #isStopped = true;
  #cancelTimer?: () => void;
  #lastReport = '';

  constructor(private readonly options: RebuildsOptions) {}

  /** Begins to look. */
  start(): void {
    const { database, definitions } = this.options;
    if (database.isMemory || !this.#canReplay() || definitions().length === 0) return;
    this.#isStopped = false;
    this.#lookAfter(0);
  }

  /** Ends each rebuild after the batch in hand, and leaves it to other nodes. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer?.();
    await this.#looking;
    await Promise.all([...this.#builds.values()].map((build) => build.stop()));
    this.#builds.clear();
  }

  /**
   * Has a projection rebuilt: beside the live model when it names its entities, and in place when it can reset itself. One that is under
   * way goes on; one that stopped at an event begins anew.
   *
   * @throws RebuildImpossibleException
   * @throws ReplayDisabledException on a node with `replay: false`
   */
  async request(definition: ProjectionDefinition): Promise<void> {
    const { name, version, entities } = definition;
    const { database, ledger, view, store } = this.options;
    this.#assertPossible(definition);
    const live = await database.ready();
    const rows = await view.rows();
    const plan = planRebuild(definition, rows);
    if (plan.kind === 'superseded') {
      throw new RebuildImpossibleException(
        name,
        `this node has version ${version} of its class, and a newer release has version ${plan.by}`,
        'Ask a node of that release.',
      );
    }
    store.readAll({ limit: 1 });
    if (entities.length === 0) return this.#inPlace(definition, true);
    const key = {
      name,
      partition: 0,
      version: shadowVersion(version, rows.find((row) => row.name === name && row.role === 'live')?.version),
    };
    const stopped = rows.some((row) => row.name === name && row.version === key.version && row.mode === 'faulted');
    // No shadow has version 0: this gives up all of them.
    if (stopped) await new RebuildRecord(live, database.storage.schema).discardOthers(name, 0);
    await ledger.add(key, 'shadow', 0);
    await this.#look();
    this.#builds.get(name)?.wake();
  }

  /** Lets a rebuild go on that stopped at an event; with `skip` behind it. */
  async resume(name: string, skip: boolean): Promise<void> {
    if (this.options.database.isMemory) return;
    await (await this.#record()).resume(name, skip);
    this.#builds.get(name)?.wake();
  }

  /**
   * Drops the tables that the last swap of a projection has left.
   *
   * @throws RebuildImpossibleException for one that has no tables of its own
   */
  async dropArchive(definition: ProjectionDefinition): Promise<void> {
    this.#assertPossible(definition);
    const { database } = this.options;
    await dropArchive(await database.ready(), database.storage.schema, definition.name, definition.entities);
  }

  /** To be called before a live row is taken: ends a swap that a node has died in, where that is no single transaction. */
  async settle(name: string): Promise<void> {
    const { database, view, owner } = this.options;
    if (database.storage.engine === 'mysql') await settleSwap(name, { database, view, owner });
  }

  /** Why this node cannot go on with the rebuild of a projection, if it cannot. */
  problem(name: string): string | undefined {
    return this.#builds.get(name)?.problem;
  }

  #lookAfter(delay: number): void {
    if (this.#isStopped) return;
    this.#cancelTimer = this.options.clock.setTimer(() => {
      void this.#look().finally(() => this.#lookAfter(LOOK_INTERVAL));
    }, delay);
  }

  /** One look after the other. */
  #look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#act()).catch((error: unknown) => this.#report(error as Error));
    return this.#looking;
  }

  async #act(): Promise<void> {
    if (this.#isStopped) return;
    await this.options.database.ready();
    const rows = await this.options.view.rows();
    // What is wrong with one projection must not keep the others.
    for (const definition of this.options.definitions()) {
      await this.#actOn(definition, rows).catch((error: unknown) => this.#report(error as Error));
    }
  }

  async #actOn(definition: ProjectionDefinition, rows: readonly ProjectionRow[]): Promise<void> {
    const plan = planRebuild(definition, rows);
    const build = this.#builds.get(definition.name);
    if (build && (plan.kind !== 'build' || plan.version !== build.version)) {
      this.#builds.delete(definition.name);
      await build.stop();
    }
    if (plan.kind === 'build') await this.#build(definition, plan.version, rows);
    else if (plan.kind === 'in-place') await this.#inPlace(definition, false);
    else if (plan.kind === 'superseded') this.#noteSuperseded(definition, plan.by);
  }

  async #build(definition: ProjectionDefinition, version: number, rows: readonly ProjectionRow[]): Promise<void> {
    const { name } = definition;
    const shadows = rows.filter((row) => row.name === name && row.role === 'shadow');
    if (shadows.some((row) => row.version !== version)) await (await this.#record()).discardOthers(name, version);
    if (!shadows.some((row) => row.version === version)) {
      await this.options.ledger.add({ name, version, partition: 0 }, 'shadow', 0);
      this.#logger.log(
        `The projection ${name} is rebuilt for version ${codeVersion(version)} of its class; the model before it is served until that is done.`,
      );
    }
    if (this.#isStopped || this.#builds.has(name)) return;
    const onSwapped = () => {
      this.#builds.delete(name);
      this.options.onSwapped(name);
    };
    this.#builds.set(name, new ShadowBuild({ ...this.options, definition, version, onSwapped }));
  }

  async #inPlace(definition: ProjectionDefinition, isForced: boolean): Promise<void> {
    const { database, view, onSwapped } = this.options;
    if (!(await beginInPlace(database, definition, isForced))) return;
    await view.rows();
    onSwapped(definition.name);
  }

  #noteSuperseded({ name, version }: ProjectionDefinition, by: number): void {
    if (this.#superseded.get(name) === by) return;
    this.#superseded.set(name, by);
    this.#logger.log(
      `The projection ${name} is taken over by a release with version ${by} of its class; this node has version ${version}.`,
    );
  }

  #assertPossible({ name }: ProjectionDefinition): void {
    const { database, store } = this.options;
    const refuse = (problem: string, remedy: string) => {
      throw new RebuildImpossibleException(name, problem, remedy);
    };
    if (database.isMemory) refuse('its model is kept in memory', 'It is filled anew at each start.');
    if (store.partitions > 1) refuse('the log has several partitions', 'Use a log of one, which is what databases have.');
  }

  #canReplay(): boolean {
    try {
      this.options.store.readAll({ limit: 1 });
      return true;
    } catch {
      return false;
    }
  }

  async #record(): Promise<RebuildRecord> {
    const { database } = this.options;
    return new RebuildRecord(await database.ready(), database.storage.schema);
  }

  #report({ message }: Error): void {
    if (message === this.#lastReport) return;
    this.#lastReport = message;
    this.#logger.warn(`What is to be rebuilt cannot be begun, and is looked at again: ${message}`);
  }
}
