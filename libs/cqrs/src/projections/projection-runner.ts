import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { EventClass, EventRegistry, Token } from '@ledgerline/event-sourcing';
import { parseToken, type LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import { InvalidOptionException, type Clock } from '@ledgerline/storage';
import type { Databases } from '../databases/databases.js';
import type { ProjectionDefinition } from './definition/projection-definition.js';
import type { ProjectionRegistry } from './definition/projection-registry.js';
import { LedgerView, liveRow } from './ledger/ledger-view.js';
import type { ProjectionLedger } from './ledger/projection-ledger.js';
import type { ProjectionStatus } from './projection-status.js';
import { projectionStatus } from './projection-statuses.js';
import { RebuildView } from './rebuild/rebuild-view.js';
import { Rebuilds } from './rebuild/rebuilds.js';
import type { ResolvedProjectionsOptions } from './projections-options.js';
import { claimLive } from './running/live-claim.js';
import { MemoryWork, TransactionalWork } from './running/projection-work.js';
import { RunningProjection } from './running/running-projection.js';
import { ProjectionWaits, type WaitTarget } from './waiting/projection-waits.js';

const DEFAULT_WAIT = 10_000;

/** Options of {@link ProjectionRunner.waitFor} and {@link ProjectionRunner.settled}. */
export interface ProjectionWaitOptions {
  /** Milliseconds; 0 = no limit. @default 10_000 */
  readonly timeout?: number;
  /** Gives up the wait. */
  readonly signal?: AbortSignal;
}

/** What a {@link ProjectionRunner} works with. @internal */
export interface ProjectionRunnerServices {
  readonly registry: ProjectionRegistry;
  readonly ledger: ProjectionLedger;
  readonly databases: Databases;
  readonly options: ResolvedProjectionsOptions;
  readonly clock: Clock;
  /** Absent in an application without event sourcing. */
  readonly store?: LedgerlineEventStore;
  readonly events?: EventRegistry;
}

/**
 * Runs the projections of an application, and tells of them. Inject it by this class. What it says and does holds for all nodes.
 *
 * Every method may throw `StorageUnavailableException` (503) when the projections' database is away.
 */
export class ProjectionRunner {
  readonly #running = new Map<string, RunningProjection>();
  readonly #waits: ProjectionWaits;
  readonly #view: LedgerView;
  readonly #rebuilds: Rebuilds | undefined;
  readonly #rebuildView: RebuildView;
  /** New for each runner: one that comes back after a crash is another. */
  readonly #owner = `${hostname()}:${process.pid}:${randomUUID()}`;

  /** @internal */
  constructor(private readonly services: ProjectionRunnerServices) {
    const { ledger, clock, databases } = services;
    this.#view = new LedgerView(ledger, clock);
    const { read } = databases;
    // Who reads a replica must not hear of what has not come there yet.
    const local = (name: string, partition: number) =>
      read.isReplica ? undefined : this.#running.get(name)?.position(partition);
    const rows = async () => (read.isReplica ? ledger.rows((await read.ready()).manager) : this.#view.rows());
    this.#waits = new ProjectionWaits({ local, rows }, clock);
    this.#rebuildView = new RebuildView(databases.projections, this.#view, clock);
    this.#rebuilds = services.store && this.#rebuildsWith(services.store);
  }

  /**
   * Every projection of the application: state, position, lag, and the error that it stopped at. When the database is away they are
   * `disconnected`, with what was known last.
   */
  async status(): Promise<ProjectionStatus[]> {
    const { registry, clock, store } = this.services;
    if (!store || registry.all().length === 0) return [];
    const unreachable = await Promise.all([this.#view.rows(), this.#rebuildView.refresh()]).then(
      () => undefined,
      (error: Error) => error,
    );
    const heads = await this.#heads(store);
    return registry.all().map((definition) =>
      projectionStatus({
        definition,
        rows: this.#view.last,
        shares: this.#running.get(definition.name)?.statuses() ?? [],
        heads: heads.positions,
        now: clock.now(),
        handledBefore: (partition) => this.#rebuildView.handledBefore(definition.name, partition),
        rebuild: this.#rebuildView.progress(definition.name, heads.positions[0] ?? 0),
        problem: this.#rebuilds?.problem(definition.name),
        ...((unreachable ?? heads.error) ? { unreachable: unreachable ?? heads.error } : {}),
      }),
    );
  }

  /** Stops a projection on all nodes, after the batch in hand, until {@link resume}. @throws UnknownProjectionException (404) */
  async pause(name: string): Promise<void> {
    await this.services.ledger.pause(this.services.registry.get(name).name);
    this.#running.get(name)?.wake();
  }

  /**
   * Lets a projection go on that was paused, or that stopped at an event: from that event, or with `skip` behind it.
   *
   * @throws UnknownProjectionException (404)
   */
  async resume(name: string, { skip = false }: { readonly skip?: boolean } = {}): Promise<void> {
    await this.services.ledger.resume(this.services.registry.get(name).name, skip);
    await this.#rebuilds?.resume(name, skip);
    this.#running.get(name)?.wake();
  }

  /**
   * Makes the model of a projection anew from the whole log. One that names its entities is built beside the live model, which is served
   * and updated meanwhile, and takes its place at once; resolves when that has begun. Any other is emptied by its own `reset(manager)` and
   * filled again where it is.
   *
   * @throws UnknownProjectionException (404)
   * @throws RebuildImpossibleException for one that can do neither
   * @throws ReplayDisabledException (409) on a node with `replay: false`
   */
  async rebuild(name: string): Promise<void> {
    await this.#rebuilds?.request(this.services.registry.get(name));
  }

  /** Drops the tables that the last rebuild of a projection has replaced. @throws UnknownProjectionException (404) */
  async dropArchive(name: string): Promise<void> {
    await this.#rebuilds?.dropArchive(this.services.registry.get(name));
  }

  /**
   * Lets a projection go on behind the event that it stopped at, if it still stands at the one that is meant.
   *
   * @param position of that event, as its status gives it
   * @throws UnknownProjectionException (404)
   * @throws InvalidOptionException when it does not stand at that event
   */
  async skip(name: string, position: number): Promise<void> {
    this.services.registry.get(name);
    const rows = await this.#view.rows();
    const stopped = rows.filter((row) => row.name === name && row.role !== 'archived' && row.mode === 'faulted');
    if (!stopped.some(({ error }) => error?.event.position === position)) {
      const places = stopped.map(({ error }) => error?.event.position).join(', ');
      const rule = `the position of the event at which "${name}" stopped${places === '' ? '; it has stopped at none' : `: ${places}`}`;
      throw new InvalidOptionException('position', rule, position);
    }
    await this.resume(name, { skip: true });
  }

  /**
   * Waits until a projection, or each of them, has reached a place of the log: reads that begin then see it, also on a replica.
   *
   * @param token of an append, or of a recorded event
   * @throws UnknownProjectionException (404)
   * @throws InvalidOptionException for a token that no store has issued
   * @throws ProjectionWaitException (504) when it takes too long
   */
  async waitFor(name: string, token: Token, options: ProjectionWaitOptions = {}): Promise<void> {
    const { registry, store } = this.services;
    const names = name === 'all' ? registry.all().map((definition) => definition.name) : [registry.get(name).name];
    if (!store || names.length === 0) return;
    await this.#wait(names, parseToken(token, store.partitions, 'after'), options);
  }

  /** Waits until every projection has handled what is recorded by now; for tests. @throws ProjectionWaitException (504) */
  async settled(options: ProjectionWaitOptions = {}): Promise<void> {
    const { registry, store } = this.services;
    if (!store) return;
    const places = new Map<number, number>();
    for (let partition = 0; partition < store.partitions; partition++)
      places.set(partition, (await store.safeHead(partition)).last);
    await this.#wait(
      registry.all().map(({ name }) => name),
      places,
      options,
    );
  }

  /** Begins to run the projections. @internal */
  start(): void {
    const { registry, store } = this.services;
    if (!store) return;
    for (const definition of registry.all()) this.#running.set(definition.name, this.#run(definition, store));
    this.#rebuilds?.start();
  }

  /** Ends each projection after the batch in hand, and leaves it to other nodes. @internal */
  async stop(): Promise<void> {
    await Promise.all([this.#rebuilds?.stop(), ...[...this.#running.values()].map((running) => running.stop())]);
  }

  #run(definition: ProjectionDefinition, store: LedgerlineEventStore): RunningProjection {
    const { ledger, databases, clock, options } = this.services;
    const { projections } = databases;
    const rebuilds = this.#rebuilds!;
    const work = { definition, ledger, isRebuilding: this.#rebuildView.isHandledAgain(definition) };
    return new RunningProjection({
      definition,
      store,
      ledger,
      clock,
      runner: this,
      events: this.#eventsOf(definition),
      isRebuilding: false,
      owner: this.#owner,
      term: options.leaseTerm,
      // What is kept in memory has no transaction: an event that fails must not take others with it.
      mostEvents: projections.isMemory ? 1 : options.batchSize,
      work: projections.isMemory ? new MemoryWork(work) : new TransactionalWork(work, () => projections.ready()),
      claim: async (partition) => {
        await rebuilds.settle(definition.name);
        return claimLive({ definition, partition, ledger, view: this.#view, store, owner: this.#owner });
      },
      onMove: () => this.#waits.moved(),
    });
  }

  #rebuildsWith(store: LedgerlineEventStore): Rebuilds {
    const { registry, ledger, clock, databases, options } = this.services;
    return new Rebuilds({
      store,
      ledger,
      clock,
      database: databases.projections,
      view: this.#view,
      runner: this,
      owner: this.#owner,
      term: options.leaseTerm,
      definitions: () => registry.all(),
      eventsOf: (definition) => this.#eventsOf(definition),
      onSwapped: (name) => this.#running.get(name)?.wake(),
    });
  }

  /** The registered classes that a method handles, its own or a parent's. */
  #eventsOf(definition: ProjectionDefinition): EventClass[] {
    const registered = this.services.events?.all().map(({ eventClass }) => eventClass) ?? [];
    return registered.filter((eventClass) => definition.handlersFor(eventClass).length > 0);
  }

  async #wait(names: readonly string[], places: ReadonlyMap<number, number>, options: ProjectionWaitOptions): Promise<void> {
    const { timeout = DEFAULT_WAIT, signal } = options;
    if (!Number.isFinite(timeout) || timeout < 0)
      throw new InvalidOptionException('timeout', 'a number of milliseconds, or 0 for none', timeout);
    const targets: WaitTarget[] = names.flatMap((name) =>
      [...places].map(([partition, position]) => ({ name, partition, position })),
    );
    await this.#waits.wait(
      targets.filter(({ position }) => position > 0),
      { timeout, ...(signal ? { signal } : {}) },
    );
  }

  /** The safe heads, or how far this node's projections know the log when the event store is away. */
  async #heads(store: LedgerlineEventStore): Promise<{ positions: number[]; error?: Error }> {
    const partitions = Array.from({ length: store.partitions }, (_, partition) => partition);
    try {
      return { positions: await Promise.all(partitions.map(async (partition) => (await store.safeHead(partition)).position)) };
    } catch (error) {
      const positions = partitions.map((partition) => {
        const places = this.services.registry.all().map(({ name }) => liveRow(this.#view.last, name, partition)?.position ?? 0);
        return Math.max(0, ...places);
      });
      return { positions, error: error as Error };
    }
  }
}
