import type { Type } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { ClassValidatorOptions } from '../cqrs-options.js';
import { compileQuickCheck } from './quick-check.js';
import type { Validate, Violation } from './violation.js';

type Library = typeof import('class-validator');

/** class-validator, which is optional: loaded when the application has it. */
export class ClassValidator {
  private constructor(
    private readonly library: Library,
    private readonly options: ClassValidatorOptions,
  ) {}

  /** Resolves to `undefined` when the application does not have the package. */
  static async load(options: ClassValidatorOptions): Promise<ClassValidator | undefined> {
    try {
      // The package notes its rules in a global, so it does not matter which copy is found.
      return new ClassValidator(await import('class-validator'), options);
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return undefined;
      throw error;
    }
  }

  /** What looks at messages of a class; `undefined` when no decorator stands on it. */
  validatorOf(message: Type): Validate | undefined {
    const {
      always = false,
      strictGroups = false,
      groups,
    } = this.options as { always?: boolean; strictGroups?: boolean; groups?: string[] };
    const storage = this.library.getMetadataStorage();
    const metadatas = storage.getTargetValidationMetadatas(message, '', always, strictGroups, groups ?? []);
    if (metadatas.length === 0) return undefined;
    const options = { ...this.options, validationError: { target: false, value: false } };
    const inFull = async (value: object) => violationsOf(await this.library.validate(value, options));
    const quickCheck = Object.keys(this.options).length === 0 ? compileQuickCheck(storage, metadatas) : undefined;
    return quickCheck ? (value) => (quickCheck(value) ? undefined : inFull(value)) : inFull;
  }
}

function violationsOf(errors: readonly ValidationError[]): Violation[] | undefined {
  return errors.length === 0 ? undefined : errors.flatMap((error) => violationsIn(error, ''));
}

function violationsIn({ property, constraints = {}, children = [] }: ValidationError, parent: string): Violation[] {
  // The library names no property when the message as a whole is of the wrong kind.
  const field = [parent, property].filter(Boolean).join('.');
  const problems = Object.values(constraints);
  const own = problems.length > 0 ? [{ field, problems }] : [];
  return [...own, ...children.flatMap((child) => violationsIn(child, field))];
}
