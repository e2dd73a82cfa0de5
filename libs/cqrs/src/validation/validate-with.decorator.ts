import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import type { StandardSchema } from './standard-schema.js';

const SCHEMA = Symbol('ledgerline:schema');

/**
 * Gives a command or query the rules of a schema of any library that follows the Standard Schema.
 *
 * @example
 * ```ts
 * @ValidateWith(z.object({ customerId: z.uuid(), total: z.number().positive() }))
 * export class CreateOrder extends Command<string> {
 *   constructor(readonly customerId: string, readonly total: number) {
 *     super();
 *   }
 * }
 * ```
 */
export function ValidateWith(schema: StandardSchema): ClassDecorator {
  return (target) => Reflect.defineMetadata(SCHEMA, schema, target);
}

/** The schema that stands on a message's class. */
export function schemaOf(message: Type): StandardSchema | undefined {
  return Reflect.getMetadata(SCHEMA, message);
}
