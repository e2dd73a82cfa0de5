import type { SagaClass } from './context-of.js';
import type { RetryPolicy } from './retry-policy.js';
import type { StartBinding } from './start-saga.decorator.js';

/** One step as the engine runs it: every default filled in. */
export interface StepDefinition {
  readonly kind: 'step' | 'wait' | 'delay';
  readonly name: string;
  readonly method: string;
  /** Number of its stage. */
  readonly stage: number;
  readonly compensate?: string;
  readonly compensateInDoubt: boolean;
  readonly independent: boolean;
  readonly transactional: boolean;
  /** Milliseconds for one attempt; 0 = no limit. */
  readonly timeout: number;
  readonly compensationTimeout: number;
  readonly retry: RetryPolicy;
  readonly retryIf?: (error: unknown) => boolean;
  /** Of a wait: the signal's name, and milliseconds until it fails; 0 = no limit. */
  readonly signal?: string;
  readonly waitTimeout: number;
  /** Of a delay: its milliseconds. */
  readonly delay: number;
}

/** A saga class, read and checked. */
export interface SagaDefinition {
  readonly sagaClass: SagaClass;
  readonly name: string;
  readonly version: number;
  /** Changes when the steps, their order, kinds or compensations do. */
  readonly fingerprint: string;
  /** Milliseconds from start to end; 0 = no limit. */
  readonly timeout: number;
  /** Steps of one stage run side by side; stages one after another. */
  readonly stages: readonly (readonly StepDefinition[])[];
  readonly steps: ReadonlyMap<string, StepDefinition>;
  readonly starts: readonly StartBinding[];
}
