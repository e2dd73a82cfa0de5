import type { AsyncContext } from '@nestjs/cqrs';
import type { Type } from '@nestjs/common';
import type { BusContext } from '../context/bus-context.js';
import type { Validate } from '../validation/violation.js';

/** Hands a message on; may answer or throw at once. */
export type Invoke = (message: object, context: BusContext, asyncContext: AsyncContext | undefined) => unknown;

/** The way of one class of messages to its handler, put together when the handler is bound. */
export interface Route {
  /** Name of the message's class. */
  readonly name: string;
  readonly handler: Type;
  /** The module that provides the handler. */
  readonly module: string;
  /** Milliseconds; 0 = none. */
  readonly timeout: number;
  /** Absent when the message has no rules. */
  readonly validate?: Validate;
  /** Middleware, then the handler. */
  readonly invoke: Invoke;
  /** The same for a dispatch with an idempotency key; absent where such a key changes nothing. */
  readonly invokeKeyed?: Invoke;
}
