import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { assertMilliseconds } from '../cqrs-options.js';

const TIMEOUT = Symbol('ledgerline:timeout');

/**
 * Limits the time of a message: on its class, or on its handler's, which comes before it. Over the bus's own limit.
 *
 * @param timeout milliseconds; 0 = none
 * @throws InvalidOptionException when it is not that
 *
 * @example
 * ```ts
 * @TimeoutAfter(60_000)
 * export class RebuildIndex extends Command<void> {}
 * ```
 */
export function TimeoutAfter(timeout: number): ClassDecorator {
  assertMilliseconds('@TimeoutAfter(ms)', timeout);
  return (target) => Reflect.defineMetadata(TIMEOUT, timeout, target);
}

/** The limit that stands on a handler's class, or else on the message's. */
export function timeoutOf(handler: Type, message: Type): number | undefined {
  return Reflect.getMetadata(TIMEOUT, handler) ?? Reflect.getMetadata(TIMEOUT, message);
}
