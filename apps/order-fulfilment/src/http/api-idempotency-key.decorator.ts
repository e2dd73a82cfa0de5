import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { ApiErrors } from './api-errors.decorator.js';

/** Says in the API's description that a route takes an `Idempotency-Key`, and what it answers to one that was used for something else. */
export function ApiIdempotencyKey(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Whoever repeats a request under the same key gets the first answer, for a day.',
      schema: { type: 'string', maxLength: 255, example: '"8e03978e-40d5-43dd-bc93-6894a57f9324"' },
    }),
    ApiErrors(422),
  );
}
