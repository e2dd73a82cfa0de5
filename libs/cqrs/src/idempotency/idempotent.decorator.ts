import 'reflect-metadata';
import type { Type } from '@nestjs/common';

const KEY = Symbol('ledgerline:idempotent');

/** Gives a command's key; nothing, and the command is not idempotent this time. */
type KeyOf = (command: object) => string | undefined;

/**
 * Makes a command idempotent: one that repeats a key gets the result of the first, on every node and after restarts, and its handler does
 * not run again. The handler runs in a unit of work; events, the application's writes and the record of the result commit together.
 *
 * Keys are of the whole application: let them say whose they are where they come from outside.
 *
 * @param key of a command, 1 to 255 printable ASCII characters; without one the command is handled as any other
 *
 * @example
 * ```ts
 * @Idempotent((command: PlaceOrder) => command.requestId)
 * export class PlaceOrder extends Command<Receipt> {
 *   constructor(readonly requestId: string, readonly items: readonly OrderItem[]) { super(); }
 * }
 * ```
 */
export function Idempotent<C extends object>(key: (command: C) => string | undefined) {
  return (target: new (...parameters: never[]) => C): void => Reflect.defineMetadata(KEY, key, target);
}

/** What gives the key of a class of commands, if they have one of their own. */
export function keyOfCommand(command: Type): KeyOf | undefined {
  return Reflect.getMetadata(KEY, command);
}
