import { ValidationPipe } from '@nestjs/common';
import { ValidationFailedException } from './validation-failed.exception.js';

/** Refuses bodies and queries that break a rule or hold something unknown. */
export const requestValidation = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: false, value: false },
  exceptionFactory: (errors) => ValidationFailedException.from(errors),
});
