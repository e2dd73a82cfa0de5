import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { ValidationFailedException } from './validation-failed.exception.js';

/** Nest's validation, which walks down into whatever it is given; what is nested beyond the stack is refused as any other bad request. */
class RequestValidation extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if ((error as Error | undefined)?.name !== 'RangeError') throw error;
      throw new ValidationFailedException([{ field: metadata.type, problems: [`the ${metadata.type} is nested too deeply`] }]);
    }
  }
}

/** Refuses bodies and queries that break a rule or hold something unknown. */
export const requestValidation = new RequestValidation({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: false, value: false },
  exceptionFactory: (errors) => ValidationFailedException.from(errors),
});
