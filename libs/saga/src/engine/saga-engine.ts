import { Logger } from '@nestjs/common';
import { NodeLease, traced, type Clock } from '@ledgerline/storage';
import type { NewSaga, SagaRow, SagaWrite, Written } from '../backends/saga-row.js';
import type { SagaStore } from '../backends/saga-store.js';
import type { SagaDefinition } from '../definition/saga-definition.js';
import type { SagaRegistry } from '../definition/saga-registry.js';
import { sagaChannel, type SagaMessage } from '../diagnostics/channels.js';
import { SagaStoreUnavailableException } from '../exceptions/saga-store-unavailable.exception.js';
import { progressText } from '../machine/progress.js';
import { isActive } from '../machine/saga-status.js';
import { hasResult } from '../results/saga-result.js';
import type { ResolvedSagaOptions } from '../saga-module-options.js';
import type { SagaRunner } from '../saga-runner.js';
import type { PausePoints } from './pause-points.js';
import { LeaseGate } from './lease-gate.js';
import { ResultWaiters } from './result-waiters.js';
import { SagaClaimer } from './saga-claimer.js';
import { SagaRun } from './saga-run.js';
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

/** A saga on which so many nodes have died runs alone among its kind. */
const FEWEST_DEATHS_OF_A_SUSPECT = 2;

/** Runs the sagas of one node: those that start here, and those that it claims. */
export class SagaEngine {
  readonly writer: SagaWriter;
  readonly waiters: ResultWaiters;
  readonly claimer: SagaClaimer;
  readonly lease: NodeLease;
  readonly #logger = new Logger('Saga');
  readonly #gate = new LeaseGate(() => this.lease.isHeld());
  readonly #runs = new Map<string, { readonly run: SagaRun; readonly ended: Promise<void> }>();
  /** Places that are taken by starts on their way to the store. */
  readonly #starting = new Set<string>();
  readonly #services: SagaRunServices;
  #runner?: SagaRunner;
  #isLeaving = false;

  constructor(private readonly parts: SagaEngineParts) {
    const { store, options, clock, registry } = parts;
    this.writer = new SagaWriter(store, clock);
    this.waiters = new ResultWaiters(store, clock, (id) => this.#runs.has(id));
    this.lease = new NodeLease(store.nodes, options.leaseTerm, clock, {
      onSilent: () => this.#eachRun((run) => run.interruptions.fallSilent()),
      onRegained: () => this.#gate.open(),
      onLost: () => this.#loseAll(),
    });
    this.claimer = new SagaClaimer({
      store,
      clock,
      registry,
      options,
      lease: this.lease,
      room: () => this.room,
      adopt: (rows) => this.#adopt(rows),
      isHere: (id) => this.#runs.has(id) || this.#starting.has(id),
      cancel: (id, reason) => this.cancelHere(id, reason),
      hasRuns: () => this.#runs.size > 0,
      hasSuspect: () => [...this.#runs.values()].some(({ run }) => run.row.recoveries >= FEWEST_DEATHS_OF_A_SUSPECT),
    });
    this.#services = {
      options,
      clock,
      store,
      runner: () => this.#runner!,
      instanceFor: parts.instanceFor,
      whileHeld: () => this.#gate.whileHeld(),
      send: parts.pausePoint ? this.#sendPausing(parts.pausePoint) : (write) => this.#send(write),
      pausePoint: parts.pausePoint,
    };
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
    return this.parts.options.maxConcurrent - this.#runs.size - this.#starting.size;
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
    this.#run(startedRow(saga, this.parts.clock.now()), definition);
  }

  /** Cancels a saga if it runs here. */
  cancelHere(id: string, reason: string | undefined): void {
    this.#runs.get(id)?.run.interruptions.cancel(reason);
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
    this.#eachRun((run) => run.interruptions.leave(false));
    await this.#allEnded(shutdownGrace);
    this.#eachRun((run) => run.interruptions.leave(true));
    await this.#allEnded(abortGrace + 1_000);
    await this.claimer.idle();
    await this.parts.pausePoint?.('before-leave', '');
    this.waiters.stop(new SagaStoreUnavailableException(this.parts.store.shown, false, new Error('the application shuts down')));
    this.#gate.close();
    await this.parts.store.leave(this.lease.id).catch(() => undefined);
    await this.lease.stop();
  }

  #adopt(rows: readonly SagaRow[]): void {
    for (const row of rows) {
      const definition = this.parts.registry.byName(row.name);
      if (definition && !this.#runs.has(row.id)) this.#run(row as SagaRow & { readonly owner: string }, definition);
    }
  }

  #run(row: SagaRow & { readonly owner: string }, definition: SagaDefinition): void {
    let run: SagaRun;
    try {
      run = new SagaRun(row, definition, this.#services);
    } catch (error) {
      this.#logger.error(`The saga ${row.id} cannot be read: ${(error as Error).message}`, (error as Error).stack);
      return;
    }
    const ended = traced(
      sagaChannel,
      () => this.#message(row),
      (message) => this.#follow(run, message),
    ).finally(() => {
      this.#runs.delete(row.id);
      this.#afterwards(run);
    });
    this.#runs.set(row.id, { run, ended });
  }

  async #follow(run: SagaRun, message: SagaMessage | undefined): Promise<void> {
    try {
      await run.run();
    } catch (error) {
      this.#logger.error(`The saga ${run.row.id} came to a halt: ${(error as Error).message}`, (error as Error).stack);
    }
    if (!message) return;
    const { status } = run.state;
    message.status = status;
    message.isFinished = run.journal.isReleased && hasResult(status);
    message.isTimeout = run.isOverdue;
    if (message.isFinished) message.duration = this.parts.clock.now() - run.row.createdAt;
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

  #message({ id, name, status, isDoubtful, token, correlationId, traceparent }: SagaRow): SagaMessage {
    const isStart = token === 1 || status === 'pending';
    return { runner: this.#runner!, saga: name, sagaId: id, correlationId, traceparent, isStart, isRecovery: isDoubtful };
  }

  #loseAll(): void {
    this.#eachRun((run) => run.interruptions.lose());
    this.#runs.clear();
    this.#gate.lose();
  }

  #send(write: SagaWrite): Promise<Written | undefined> {
    return this.writer.record(write, () => Promise.resolve(this.#gate.whileHeld()));
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

  #eachRun(action: (run: SagaRun) => void): void {
    for (const { run } of this.#runs.values()) action(run);
  }

  async #allEnded(within: number): Promise<void> {
    const ended = Promise.allSettled([...this.#runs.values()].map((each) => each.ended));
    let cancel: (() => void) | undefined;
    const over = new Promise<void>((resolve) => (cancel = this.parts.clock.setTimer(resolve, within)));
    await Promise.race([ended, over]);
    cancel?.();
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
