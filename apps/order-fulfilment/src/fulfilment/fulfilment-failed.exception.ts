import { HttpException } from '@nestjs/common';
import type { SagaResult } from '@ledgerline/saga';
import type { FulfilmentFailure } from './fulfilment-receipt.js';

/** A fulfilment came to a bad end. */
export class FulfilmentFailedException extends HttpException {
  constructor({ id, status, failedStep, error, stepsCompleted }: SagaResult<object>) {
    const reason = error?.message ?? `the saga ended as ${status}`;
    const undone =
      status === 'compensation-failed'
        ? 'Not all of it could be undone: a person must look at the saga'
        : 'What was done before was undone';
    const body: FulfilmentFailure = {
      statusCode: 500,
      code: 'FULFILMENT_FAILED',
      message: `The fulfilment "${id}" failed${failedStep ? ` at ${failedStep}` : ''}: ${sentence(reason)} ${undone}.`,
      status: 'failed',
      ...(failedStep === undefined ? {} : { failedStep }),
      error: reason,
      stepsCompleted,
      sagaId: id,
    };
    super(body, 500);
  }
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
