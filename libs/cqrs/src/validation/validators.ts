import { Inject, Injectable, type Type } from '@nestjs/common';
import { BusEnvironment } from '../bus-environment.js';
import { ClassValidator } from './class-validator.js';
import { schemaValidator } from './standard-schema.js';
import { schemaOf } from './validate-with.decorator.js';
import type { Validate, Violation } from './violation.js';

/** Finds the rules of a class of messages, once for each. */
@Injectable()
export class Validators {
  #classValidator?: ClassValidator;

  constructor(@Inject(BusEnvironment) private readonly environment: BusEnvironment) {}

  /** Loads class-validator if the application has it. */
  async load(): Promise<void> {
    const options = this.environment.options.validate;
    if (options !== false) this.#classValidator = await ClassValidator.load(options);
  }

  /** What looks at messages of a class; `undefined` when it has no rules. */
  validatorOf(message: Type): Validate | undefined {
    if (this.environment.options.validate === false) return undefined;
    const schema = schemaOf(message);
    const bySchema = schema && schemaValidator(schema);
    const byDecorators = this.#classValidator?.validatorOf(message);
    return bySchema && byDecorators ? both(byDecorators, bySchema) : (bySchema ?? byDecorators);
  }
}

function both(first: Validate, second: Validate): Validate {
  return async (message) => {
    const violations: Violation[] = [...((await first(message)) ?? []), ...((await second(message)) ?? [])];
    return violations.length > 0 ? violations : undefined;
  };
}
