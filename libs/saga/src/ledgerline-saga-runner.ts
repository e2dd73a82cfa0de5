import { randomBytes } from 'node:crypto';
import { currentMessageContext } from '@ledgerline/storage';
import type { StepRecord } from './backends/saga-row.js';
import type { SagaCensus, SagaStore } from './backends/saga-store.js';
import type { ContextOf, SagaClass } from './definition/context-of.js';
import type { SagaDefinition } from './definition/saga-definition.js';
import type { SagaRegistry } from './definition/saga-registry.js';
import type { SagaEngine } from './engine/saga-engine.js';
import { InvalidSagaDataException } from './exceptions/invalid-saga-data.exception.js';
import { SagaConflictException } from './exceptions/saga-conflict.exception.js';
import { SagaNotFoundException } from './exceptions/saga-not-found.exception.js';
import { SagaStoreUnavailableException } from './exceptions/saga-store-unavailable.exception.js';
import { SagaTimeoutException } from './exceptions/saga-timeout.exception.js';
import { UnknownSagaException } from './exceptions/unknown-saga.exception.js';
import { storableText } from './payload/storable-text.js';
import { SagaHandle } from './results/saga-handle.js';
import { resultOf, type SagaResult } from './results/saga-result.js';
import { storable } from './results/saga-error.js';
import { viewOf, type Page, type SagaView } from './results/saga-view.js';
import type { ResolvedSagaOptions } from './saga-module-options.js';
import { SagaRunner, type ExecuteOptions, type SagaFilter, type SignalOptions, type StartOptions } from './saga-runner.js';
import type { EventStarts } from './start-from-events/event-starts.js';
import { SagaMending } from './operations/saga-mending.js';
import { cursorOf, queryOf } from './operations/saga-list.js';
import { SagaStarter } from './operations/saga-starter.js';
import { assertSagaId } from './operations/saga-id.js';
import { stayAlive } from './stay-alive.js';

/** The {@link SagaRunner} of an application: checks what comes in, asks the store, and leaves the running to the engine. */
export class LedgerlineSagaRunner extends SagaRunner {
  readonly #starter: SagaStarter;
  readonly #mending: SagaMending;
  /** Starts sagas from events, where there is an event store. @internal */
  eventStarts?: EventStarts;

  constructor(
    private readonly store: SagaStore,
    private readonly engine: SagaEngine,
    private readonly registry: SagaRegistry,
    private readonly options: ResolvedSagaOptions,
  ) {
    super();
    engine.belongTo(this);
    this.#starter = new SagaStarter(store, engine, options);
    this.#mending = new SagaMending(store, engine, (row) => this.eventStarts!.contextOf(row), options.maxContextBytes);
  }

  async execute<S extends object>(
    sagaClass: SagaClass<S>,
    context: NoInfer<ContextOf<S>>,
    options: ExecuteOptions = {},
  ): Promise<SagaResult<ContextOf<S>>> {
    const handle = await this.start(sagaClass, context, options);
    return handle.result();
  }

  async start<S extends object>(
    sagaClass: SagaClass<S>,
    context: NoInfer<ContextOf<S>>,
    options: StartOptions = {},
  ): Promise<SagaHandle<ContextOf<S>>> {
    const definition = this.#definitionOf(sagaClass);
    const id = await stayAlive(this.#starter.start(definition, context as object, options));
    return new SagaHandle(id, (timeout) => stayAlive(this.#result(id, definition, timeout)));
  }

  async get<C = unknown>(id: string): Promise<SagaView<C> | null> {
    const row = await this.#ask(() => this.store.find(String(id)));
    return row ? viewOf<C>(row) : null;
  }

  async list(filter: SagaFilter = {}): Promise<Page<SagaView>> {
    const query = queryOf(filter);
    const rows = await this.#ask(() => this.store.list({ ...query, limit: query.limit + 1 }));
    const items = rows.slice(0, query.limit).map((row) => viewOf(row));
    return rows.length > query.limit ? { items, nextCursor: cursorOf(rows[query.limit - 1]!) } : { items };
  }

  history(id: string): Promise<readonly StepRecord[]> {
    return this.#ask(() => this.store.history(id));
  }

  async signal(id: string, name: string, payload?: unknown, options: SignalOptions = {}): Promise<void> {
    assertSagaId(id);
    const text = payload === undefined ? null : this.#payloadText(payload);
    // Sent again by the same step or command, it is the same signal.
    const key = currentMessageContext()?.idempotencyKey;
    const signalId = options.signalId ?? (key === undefined ? randomBytes(12).toString('hex') : `${key}/${name}`);
    const { manager } = options;
    const delivery = await this.#ask(() =>
      manager ? this.store.signalIn(manager, id, name, signalId, text) : this.store.signal(id, name, signalId, text),
    );
    if (delivery.kind === 'unknown') throw new SagaNotFoundException(id);
    if (delivery.kind === 'refused') throw SagaConflictException.forbiddenBy(id, delivery.status, 'signalled');
    this.engine.claimer.expect(0);
  }

  async cancel(id: string, reason = ''): Promise<void> {
    const delivery = await this.#ask(() => this.store.cancel(id, storable(reason)));
    if (delivery.kind === 'unknown') throw new SagaNotFoundException(id);
    if (delivery.kind === 'refused') throw SagaConflictException.forbiddenBy(id, delivery.status, 'cancelled');
    this.engine.cancelHere(id, reason);
    this.engine.claimer.expect(0);
  }

  async wake(id: string): Promise<void> {
    const delivery = await this.#ask(() => this.store.wake(id));
    if (delivery.kind === 'unknown') throw new SagaNotFoundException(id);
    if (delivery.kind === 'refused') throw SagaConflictException.forbiddenBy(id, delivery.status, 'woken');
    this.engine.claimer.expect(0);
  }

  retry(id: string, { skip = false }: { readonly skip?: boolean } = {}): Promise<void> {
    return this.#ask(() => this.#mending.retry(id, skip));
  }

  retryAll(filter: Omit<SagaFilter, 'limit' | 'cursor'>): Promise<number> {
    return this.#ask(() => this.#mending.retryAll(filter));
  }

  definitions(): readonly SagaDefinition[] {
    return this.registry.all();
  }

  census(): Promise<SagaCensus> {
    return this.#ask(() => this.store.census(2_000));
  }

  ping(): Promise<number> {
    return this.store.ping();
  }

  #definitionOf(sagaClass: SagaClass): SagaDefinition {
    const definition = this.registry.byClass(sagaClass);
    if (!definition) throw new UnknownSagaException(sagaClass?.name ?? String(sagaClass));
    return definition;
  }

  async #result<C>(id: string, { name }: SagaDefinition, timeout: number | undefined): Promise<SagaResult<C>> {
    const { row, giveUp } = this.engine.waiters.wait(id);
    if (timeout === undefined) return resultOf<C>(await row);
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new SagaTimeoutException(id, name, timeout, true)), Math.min(timeout, 2 ** 31 - 1));
    });
    try {
      return resultOf<C>(await Promise.race([row, over]));
    } finally {
      clearTimeout(timer);
      row.catch(() => undefined);
      giveUp();
    }
  }

  #payloadText(payload: unknown): string {
    const stored = storableText(payload, "the signal's payload", this.options.maxContextBytes);
    if ('problem' in stored) throw new InvalidSagaDataException(stored.problem);
    return stored.text;
  }

  async #ask<R>(question: () => Promise<R>): Promise<R> {
    if (!this.store.isReady) await this.store.ready();
    try {
      return await question();
    } catch (error) {
      if (!this.store.isUnavailable(error)) throw error;
      throw new SagaStoreUnavailableException(this.store.shown, false, error);
    }
  }
}
