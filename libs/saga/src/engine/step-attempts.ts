import { traced, type MessageContext } from '@ledgerline/storage';
import type { EntityManager } from 'typeorm';
import type { StepContext } from '../definition/step-context.js';
import type { SagaDefinition, StepDefinition } from '../definition/saga-definition.js';
import { sagaStepChannel, type SagaStepMessage } from '../diagnostics/channels.js';
import { undoKey } from '../machine/saga-state.js';
import { runAttempt, type AttemptOutcome } from './attempt.js';
import type { Direction, Interruptions } from './interruptions.js';
import { enterStep } from './step-scope.js';
import type { SagaRunServices } from './saga-run-services.js';

/** What one attempt runs with. */
export interface StepCall {
  readonly step: StepDefinition;
  readonly direction: Direction;
  /** 1 for the first. */
  readonly attempt: number;
  /** JSON of the context; the attempt works on a copy of its own. */
  readonly context: string;
  readonly method: string;
  readonly inDoubt: boolean;
  readonly result?: unknown;
  /** The payload of the signal that a wait has got. */
  readonly payload?: unknown;
  readonly manager?: EntityManager;
}

/** An attempt's outcome, with the copy of the context that it worked on. */
export interface StepAttempt {
  readonly outcome: AttemptOutcome;
  readonly context: object;
  readonly startedAt: number;
  readonly duration: number;
}

/** Which saga the attempts belong to. */
export interface SagaIdentity {
  readonly id: string;
  readonly run: string;
  readonly correlationId: string;
  readonly traceparent?: string;
}

/** Runs the attempts of one saga. */
export class StepAttempts {
  constructor(
    private readonly definition: SagaDefinition,
    private readonly saga: SagaIdentity,
    private readonly interruptions: Interruptions,
    private readonly services: SagaRunServices,
  ) {}

  /** Runs one attempt; `conclude` decides how it counts while diagnostics still listen. */
  async run(call: StepCall, conclude: (attempt: StepAttempt) => SagaStepMessage['outcome']): Promise<void> {
    const { step, direction, attempt } = call;
    const { id: sagaId, correlationId, traceparent } = this.saga;
    const message = (): SagaStepMessage => ({
      runner: this.services.runner(),
      saga: this.definition.name,
      sagaId,
      step: step.name,
      direction,
      attempt,
      correlationId,
      traceparent,
    });
    await traced(sagaStepChannel, message, async (published) => {
      const done = await this.#run(call);
      const outcome = conclude(done);
      if (!published) return;
      published.outcome = outcome;
      if (done.outcome.kind !== 'done') published.error = done.outcome.error;
    });
  }

  async #run(call: StepCall): Promise<StepAttempt> {
    const { step, direction } = call;
    const { clock, options } = this.services;
    const startedAt = clock.now();
    const begun = clock.monotonic();
    const context = JSON.parse(call.context) as object;
    const timeout = direction === 'action' ? step.timeout : step.compensationTimeout;
    const controller = this.interruptions.open(direction);
    const stepContext = this.#stepContext(call, controller.signal, timeout > 0 ? new Date(startedAt + timeout) : undefined);
    try {
      const outcome = await runAttempt(
        {
          sagaId: this.saga.id,
          step: step.name,
          invoke: () => this.#invoke(call, context, stepContext),
          context: this.#messageContext(call, stepContext),
          controller,
          timeout,
          grace: options.abortGrace,
        },
        clock,
      );
      return { outcome, context, startedAt, duration: clock.monotonic() - begun };
    } finally {
      this.interruptions.close(controller);
    }
  }

  #invoke({ step, direction, method, payload }: StepCall, context: object, stepContext: StepContext): unknown {
    const call = (instance: object) => {
      const target = instance as Record<string, (...parameters: unknown[]) => unknown>;
      return step.kind === 'wait' && direction === 'action'
        ? target[method]!(context, payload, stepContext)
        : target[method]!(context, stepContext);
    };
    const instance = this.services.instanceFor(this.definition);
    return instance instanceof Promise ? instance.then(call) : call(instance);
  }

  #stepContext(call: StepCall, signal: AbortSignal, deadline: Date | undefined): StepContext {
    const { step, direction, attempt, inDoubt, result, manager } = call;
    const key = direction === 'action' ? step.name : undoKey(step.name);
    return {
      sagaId: this.saga.id,
      saga: this.definition.name,
      step: step.name,
      attempt,
      idempotencyKey: `${this.saga.id}/${this.saga.run}/${key}`,
      signal,
      ...(deadline === undefined ? {} : { deadline }),
      inDoubt,
      ...(result === undefined ? {} : { result }),
      ...(manager === undefined ? {} : { manager }),
    };
  }

  #messageContext({ step, manager, direction }: StepCall, { idempotencyKey, signal }: StepContext): MessageContext {
    const { correlationId, traceparent } = this.saga;
    const context: MessageContext = {
      kind: 'saga-step',
      name: `${this.definition.name}.${step.name}`,
      correlationId,
      causationId: idempotencyKey,
      idempotencyKey,
      signal,
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(manager === undefined ? {} : { manager }),
    };
    enterStep(context, { sagaId: this.saga.id, isAction: direction === 'action' });
    return context;
  }
}
