import { InvalidOptionException, currentMessageContext, currentTraceparent } from '@ledgerline/storage';
import type { NewSaga } from '../backends/saga-row.js';
import type { SagaStore } from '../backends/saga-store.js';
import type { SagaDefinition } from '../definition/saga-definition.js';
import type { SagaEngine } from '../engine/saga-engine.js';
import { childIdOf, stepScopeOf } from '../engine/step-scope.js';
import { InvalidSagaDataException } from '../exceptions/invalid-saga-data.exception.js';
import { SagaConflictException } from '../exceptions/saga-conflict.exception.js';
import { SagaStoreUnavailableException } from '../exceptions/saga-store-unavailable.exception.js';
import { inputHash } from '../payload/input-hash.js';
import { storableText } from '../payload/storable-text.js';
import type { ResolvedSagaOptions } from '../saga-module-options.js';
import type { StartOptions } from '../saga-runner.js';
import { assertSagaId, newRun, newSagaId } from './saga-id.js';

const LONGEST_DELAY = 100 * 365 * 86_400_000;

/** Options of a start beside the public ones. */
export interface InternalStartOptions extends StartOptions {
  /** Part of the idempotency keys, for starts that must have the same ones each time. */
  readonly run?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** W3C trace context of what started it, when that is not what runs now. */
  readonly traceparent?: string;
}

/** Starts sagas: one insert each, shared with others of the moment when the id is generated. */
export class SagaStarter {
  constructor(
    private readonly store: SagaStore,
    private readonly engine: SagaEngine,
    private readonly options: ResolvedSagaOptions,
  ) {}

  /** The id of the saga, which is durable: started just now, or there before with the same input. */
  async start(definition: SagaDefinition, context: object, options: InternalStartOptions): Promise<string> {
    const { manager, delay = 0 } = options;
    const given = options.id ?? this.#derivedId(definition);
    if (given !== undefined) assertSagaId(given);
    if (!Number.isFinite(delay) || delay < 0 || delay > LONGEST_DELAY)
      throw new InvalidOptionException('delay', 'a number of milliseconds, 0 or more', delay);
    if (this.engine.isLeaving)
      throw new SagaStoreUnavailableException(this.store.shown, false, new Error('the application shuts down'));
    if (!this.store.isReady) await this.store.ready();
    const saga = this.prepare(definition, context, { ...options, id: given });
    if (manager) return this.#startIn(manager, saga);
    const owner = delay > 0 ? undefined : this.engine.ownerForStart(saga.id);
    const started = owner === undefined ? saga : { ...saga, owner };
    try {
      await this.engine.pauseAt('before-start', saga.id);
      if (given === undefined) await this.engine.writer.start(started);
      else if (!(await this.store.insertOwn(started))) return await this.#join(started);
    } catch (error) {
      throw this.#failure(error, saga.id);
    } finally {
      if (owner === undefined) this.engine.claimer.expect(delay);
    }
    await this.engine.pauseAt('after-start', saga.id);
    if (owner !== undefined) this.engine.runStarted({ ...saga, owner }, definition);
    return saga.id;
  }

  async #startIn(manager: NonNullable<StartOptions['manager']>, saga: NewSaga): Promise<string> {
    if (!(await this.store.insertIn(manager, saga))) await this.#join(saga);
    return saga.id;
  }

  async #join(saga: NewSaga): Promise<string> {
    this.engine.forgetStart(saga.id);
    const existing = await this.store.find(saga.id);
    if (!existing) throw SagaConflictException.held(saga.id);
    if (existing.name !== saga.name) throw SagaConflictException.otherSaga(saga.id, existing.name, saga.name);
    if (existing.inputHash !== saga.inputHash) throw SagaConflictException.otherInput(saga.id, saga.name);
    return saga.id;
  }

  /** Inside a step the id follows from the step's key, so that the step, run again, joins the saga that it started. */
  #derivedId({ name }: SagaDefinition): string | undefined {
    const message = currentMessageContext();
    const scope = stepScopeOf(message);
    return scope && message?.idempotencyKey ? childIdOf(scope, message.idempotencyKey, name) : undefined;
  }

  #failure(error: unknown, id: string): unknown {
    this.engine.forgetStart(id);
    if (this.store.isHeld(error)) return SagaConflictException.held(id);
    return this.store.isUnavailable(error) ? new SagaStoreUnavailableException(this.store.shown, true, error) : error;
  }

  /** A saga that stands from the beginning: it could not be given its context. */
  prepareStopped(
    definition: SagaDefinition,
    context: object,
    options: InternalStartOptions,
    stopped: NonNullable<NewSaga['stopped']>,
  ): NewSaga {
    return { ...this.prepare(definition, context, options), stopped };
  }

  /**
   * A saga to insert.
   *
   * @throws InvalidSagaDataException (400) when its context cannot be stored
   */
  prepare({ name, version, fingerprint, timeout }: SagaDefinition, context: object, options: InternalStartOptions): NewSaga {
    const stored = storableText(context, 'the context', this.options.maxContextBytes);
    if ('problem' in stored) throw new InvalidSagaDataException(stored.problem);
    if (typeof context !== 'object' || context === null || Array.isArray(context))
      throw new InvalidSagaDataException('the context must be an object');
    const message = currentMessageContext();
    const scope = stepScopeOf(message);
    const id = options.id ?? newSagaId(Date.now());
    return {
      id,
      run: options.run ?? newRun(),
      name,
      version,
      fingerprint,
      inputHash: options.id === undefined ? '' : inputHash(stored.text),
      context: stored.text,
      delay: options.delay ?? 0,
      timeout: timeout > 0 ? timeout : undefined,
      correlationId: options.correlationId ?? message?.correlationId ?? id,
      causationId: options.causationId ?? message?.causationId,
      traceparent: options.traceparent ?? currentTraceparent(message),
      parent: scope?.isAction ? scope.sagaId : undefined,
    };
  }
}
