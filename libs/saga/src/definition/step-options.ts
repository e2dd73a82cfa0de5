/** When and how often what failed is tried again. */
export interface RetryOptions {
  /** Times that it is tried again after a failure. @default the saga's */
  readonly maxRetries?: number;
  /** Milliseconds before the first of them. @default the saga's */
  readonly retryDelay?: number;
  /** Factor by which each further wait is longer. @default the saga's */
  readonly backoff?: number;
  /** Longest of these waits, in milliseconds. @default the saga's */
  readonly maxRetryDelay?: number;
  /** Whether waits are shortened at random, so that many sagas do not come back at once. @default the saga's */
  readonly jitter?: boolean;
  /** Whether an error is worth another try; `false` is a definite refusal: nothing was done. @default every error but `NonRetryableError` */
  readonly retryIf?: (error: unknown) => boolean;
}

/** Options of a step, a wait or a delay. `K` is the name of the compensating method. */
export interface StepOptions<K extends string = string> extends RetryOptions {
  /** Name in the store and in idempotency keys. @default the method's name */
  readonly name?: string;
  /** Place among the steps; those without one come after, in the order of declaration. */
  readonly order?: number;
  /** Method that undoes the step; it must be public, take the same context and accept that there is nothing to undo. */
  readonly compensate?: K;
  /** Whether the step is compensated, too, when its outcome is unknown. @default true */
  readonly compensateInDoubt?: boolean;
  /** A compensation that fails for good does not hold up the others. @default false */
  readonly independent?: boolean;
  /** Milliseconds that one attempt of the compensation may take; 0 = no limit. @default the step's, or the saga's `stepTimeout` */
  readonly compensationTimeout?: number;
}

/** Options of `@SagaStep`. */
export interface SagaStepOptions<K extends string = string> extends StepOptions<K> {
  /** Milliseconds that one attempt may take; 0 = no limit. @default the saga's `stepTimeout` */
  readonly timeout?: number;
  /** Name of the step, or of the steps, right before or after, beside which this one runs. */
  readonly parallelWith?: string | readonly string[];
  /** Runs the step in a transaction of the saga store's database, which commits with the step's record: exactly once. @default false */
  readonly transactional?: boolean;
}

/** Options of `@SagaWait`. */
export interface SagaWaitOptions<K extends string = string> extends StepOptions<K> {
  /** The signal that ends the wait; one that came earlier counts. */
  readonly signal: string;
  /** Milliseconds after which the step fails; 0 = no limit but the saga's. @default 0 */
  readonly timeout?: number;
  /** Milliseconds that one attempt of the method may take, once the signal is there; 0 = no limit. @default the saga's `stepTimeout` */
  readonly attemptTimeout?: number;
}

/** Options of `@SagaDelay`. */
export interface SagaDelayOptions<K extends string = string> extends StepOptions<K> {
  /** Milliseconds that one attempt of the method may take, after the delay; 0 = no limit. @default the saga's `stepTimeout` */
  readonly attemptTimeout?: number;
}
