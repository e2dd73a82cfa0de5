import type { StepDefinition } from '../definition/saga-definition.js';
import { NonRetryableError } from '../exceptions/non-retryable.error.js';

/** Whether an error is a definite refusal: the step says so by `NonRetryableError`, or its `retryIf` does. */
export function isRefusal(step: StepDefinition, error: unknown): boolean {
  if (error instanceof NonRetryableError) return true;
  return step.retryIf !== undefined && !step.retryIf(error);
}
