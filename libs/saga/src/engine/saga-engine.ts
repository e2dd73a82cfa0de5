import { Logger } from '@nestjs/common';
import { NodeLease, type Clock } from '@ledgerline/storage';
import type { NewSaga, SagaRow, SagaWrite, Written } from '../backends/saga-row.js';
import type { SagaStore } from '../backends/saga-store.js';
import type { SagaDefinition } from '../definition/saga-definition.js';
import type { SagaRegistry } from '../definition/saga-registry.js';
import { SagaStoreUnavailableException } from '../exceptions/saga-store-unavailable.exception.js';
import { progressText } from '../machine/progress.js';
import { isActive } from '../machine/saga-status.js';
import { hasResult } from '../results/saga-result.js';
import type { ResolvedSagaOptions } from '../saga-module-options.js';
import type { SagaRunner } from '../saga-runner.js';
import type { PausePoints } from './pause-points.js';
import { ChangedDefinitions } from './changed-definitions.js';
import { LeaseGate } from './lease-gate.js';
import { ResultWaiters } from './result-waiters.js';
import { RunningSagas, type OwnedRow } from './running-sagas.js';
import { SagaClaimer } from './saga-claimer.js';
import type { SagaRun } from './saga-run.js';
import type { SagaRunServices } from './saga-run-services.js';
import { SagaWriter } from './saga-writer.js';

/** What an engine is made of. */
export interface SagaEngineParts {
  readonly store: SagaStore;
  readonly registry: SagaRegistry;
  readonly options: ResolvedSagaOptions;
  readonly clock: Clock;
  readonly instanceFor: SagaRunServices['instanceFor'];
  readonly pausePoint?: PausePoints;
}

/** Runs the sagas of one node: those that start here, and those that it claims. */
export class SagaEngine {
  readonly writer: SagaWriter;
  readonly waiters: ResultWaiters;
  readonly claimer: SagaClaimer;
  readonly lease: NodeLease;
  readonly #logger = new Logger('Saga');
  readonly #gate: LeaseGate;
  readonly #running: RunningSagas;
  readonly #warned = new Set<string>();
  readonly #changes = new ChangedDefinitions();
  /** Places that are taken by starts on their way to the store. */
  readonly #starting = new Set<string>();
  #runner?: SagaRunner;
  #isLeaving = false;

  constructor(private readonly parts: SagaEngineParts) {
    const { store, options, clock, registry } = parts;
    this.writer = new SagaWriter(store, clock);
    this.waiters = new ResultWaiters(store, clock, (id) => this.#running.has(id));
    this.lease = new NodeLease(store.nodes, options.leaseTerm, clock, {
      onSilent: () => this.#running.each((run) => run.interruptions.fallSilent()),
      onRegained: () => this.#gate.open(),
      onLost: () => {
        this.#running.loseAll();
        this.#gate.lose();
      },
    });
    this.#gate = new LeaseGate(this.lease);
    this.claimer = new SagaClaimer({
      store,
      clock,
      registry,
      options,
      lease: this.lease,
      room: () => this.room,
      adopt: (rows) => this.#adopt(rows),
      isHere: (id) => this.#running.has(id) || this.#starting.has(id),
      cancel: (id, reason) => this.cancelHere(id, reason),
      changes: this.#changes,
      hasRuns: () => this.#running.size > 0,
      hasSuspect: () => this.#running.hasSuspect,
    });
    const services: SagaRunServices = {
      options,
      clock,
      store,
      runner: () => this.#runner!,
      instanceFor: parts.instanceFor,
      whileHeld: (owner) => this.#gate.whileHeld(owner),
      send: parts.pausePoint ? this.#sendPausing(parts.pausePoint) : (write) => this.#send(write),
      warnOnce: (mistake) => {
        if (!this.#warned.has(mistake)) this.#logger.warn(mistake);
        this.#warned.add(mistake);
      },
      pausePoint: parts.pausePoint,
    };
    this.#running = new RunningSagas(services, (run) => this.#afterwards(run));
  }

  /** Names the runner that diagnostics tell of. */
  belongTo(runner: SagaRunner): void {
    this.#runner = runner;
  }

  /** Begins to hold a lease and to claim, as soon as the store can be reached. */
  start(): Promise<void> {
    return this.claimer.start();
  }

  /** Places for further sagas on this node. */
  get room(): number {
    if (this.#isLeaving) return 0;
    return this.parts.options.maxConcurrent - this.#running.size - this.#starting.size;
  }

  /** Whether the application shuts down. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** The node as owner of a saga that starts here and now; nothing when it has no place or no lease: then any node takes it. */
  ownerForStart(id: string): string | undefined {
    if (this.room <= 0 || !this.lease.isHeld()) return undefined;
    this.#starting.add(id);
    return this.lease.id;
  }

  /** A named moment of a start. */
  pauseAt(point: 'before-start' | 'after-start', id: string): Promise<void> | void {
    return this.parts.pausePoint?.(point, id);
  }

  /** A start came to nothing, or was not this node's. */
  forgetStart(id: string): void {
    this.#starting.delete(id);
  }

  /** Runs a saga that this node has inserted as its own. */
  runStarted(saga: NewSaga & { readonly owner: string }, definition: SagaDefinition): void {
    this.#starting.delete(saga.id);
    const { id: current } = this.lease;
    // The lease was lost while the start was on its way: whoever declared the death takes the saga.
    if (current !== saga.owner) return;
    this.#running.run(startedRow(saga, this.parts.clock.now()), definition);
  }

  /** Cancels a saga if it runs here. */
  cancelHere(id: string, reason: string | undefined): void {
    this.#running.get(id)?.interruptions.cancel(reason);
  }

  /** No further saga is taken; what runs goes on. */
  stopTaking(): void {
    this.#isLeaving = true;
    this.claimer.stop();
  }

  /** Lets running steps finish within the grace, hands the rest back, and ends the lease. */
  async leave(): Promise<void> {
    this.stopTaking();
    const { shutdownGrace, abortGrace } = this.parts.options;
    this.#running.each((run) => run.interruptions.leave(false));
    await this.#running.ended(shutdownGrace);
    this.#running.each((run) => run.interruptions.leave(true));
    await this.#running.ended(abortGrace + 1_000);
    await this.claimer.idle();
    await this.parts.pausePoint?.('before-leave', '');
    this.waiters.stop(new SagaStoreUnavailableException(this.parts.store.shown, false, new Error('the application shuts down')));
    this.#gate.close();
    await this.parts.store.leave(this.lease.id).catch((error: Error) => {
      this.#logger.warn(
        `The sagas of this node could not be handed back; others take them when its lease is over: ${error.message}`,
      );
    });
    await this.lease.stop();
  }

  #adopt(rows: readonly SagaRow[]): void {
    for (const row of rows) {
      const definition = this.parts.registry.byName(row.name);
      if (!definition || this.#running.has(row.id)) continue;
      this.#changes.notice(row, definition);
      this.#running.run(row as OwnedRow, definition);
    }
  }

  #afterwards(run: SagaRun): void {
    const { row, state, journal } = run;
    if (journal.isReleased && hasResult(state.status)) {
      const { status, context, failedStep, error } = state;
      this.waiters.settle(row.id, { id: row.id, status, context, progress: progressText(state, 0), failedStep, error });
    }
    if (journal.isReleased && isActive(state.status) && !this.#isLeaving) this.claimer.expect(run.restLeft);
    else if (this.room === 1) this.claimer.expect(0);
  }

  #send(write: SagaWrite): Promise<Written | undefined> {
    return this.writer.record(write, () => Promise.resolve(this.#gate.whileHeld(write.owner!)));
  }

  #sendPausing(pausePoint: PausePoints): SagaRunServices['send'] {
    return async (write) => {
      const step = write.history.at(-1)?.step;
      await pausePoint('before-record', write.id, step);
      const written = await this.#send(write);
      await pausePoint('after-record', write.id, step);
      return written;
    };
  }
}

/** The row of a saga that was inserted just now, without reading it. */
function startedRow(saga: NewSaga & { readonly owner: string }, now: number): SagaRow & { readonly owner: string } {
  return {
    ...saga,
    status: 'running',
    results: null,
    progress: '{}',
    token: 1,
    isDoubtful: false,
    deadline: saga.timeout === undefined ? undefined : now + saga.timeout,
    signals: 0,
    isCancelRequested: false,
    recoveries: 0,
    createdAt: now,
    updatedAt: now,
    readAt: now,
  };
}
