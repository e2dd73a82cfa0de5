import { Logger } from '@nestjs/common';
import type { StepDefinition } from '../definition/saga-definition.js';
import { NonRetryableError } from '../exceptions/non-retryable.error.js';

const logger = new Logger('Saga');

/** Whether an error is a definite refusal: the step says so by `NonRetryableError`, or its `retryIf` does. */
export function isRefusal(step: StepDefinition, error: unknown): boolean {
  if (error instanceof NonRetryableError) return true;
  if (step.retryIf === undefined) return false;
  try {
    return !step.retryIf(error);
  } catch (thrown) {
    logger.error(`retryIf of the step "${step.name}" threw, so the error counts as one to try again.`, thrown);
    return false;
  }
}
