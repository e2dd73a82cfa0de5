import 'reflect-metadata';
import type { EventClass } from '../events/event.js';

/** A method that takes an event, and as second parameter the recorded event or the projection's context. */
type EventHandlerMethod<E extends object> = (event: E, ...rest: never[]) => unknown;

/** One `@EventHandler` on one method. */
export interface EventHandlerBinding {
  readonly event: EventClass;
  readonly method: string | symbol;
}

const EVENT_HANDLERS = Symbol('ledgerline:event-handlers');

/**
 * Makes a method of an aggregate or a projection the handler of an event class; several may stand on one method.
 *
 * @example
 * ```ts
 * class Order extends AggregateRoot {
 *   status = 'new';
 *
 *   @EventHandler(OrderShipped)
 *   protected onShipped(event: OrderShipped) { this.status = 'shipped'; }
 * }
 * ```
 */
export function EventHandler<E extends object>(event: EventClass<E>) {
  return <M extends EventHandlerMethod<E>>(
    target: object,
    method: string | symbol,
    _descriptor: TypedPropertyDescriptor<M>,
  ): void => {
    const own = (Reflect.getOwnMetadata(EVENT_HANDLERS, target) as EventHandlerBinding[] | undefined) ?? [];
    Reflect.defineMetadata(EVENT_HANDLERS, [...own, { event, method }], target);
  };
}

/** The bindings of a class, its parents' first; a method that a subclass overrides stands once. */
export function eventHandlersOf(target: abstract new (...args: never[]) => object): EventHandlerBinding[] {
  const bindings: EventHandlerBinding[] = [];
  const isBound = ({ event, method }: EventHandlerBinding) =>
    bindings.some((bound) => bound.event === event && bound.method === method);
  const prototypes: object[] = [];
  for (
    let prototype = target.prototype as object | null;
    prototype && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    prototypes.unshift(prototype);
  }
  for (const prototype of prototypes) {
    const own = (Reflect.getOwnMetadata(EVENT_HANDLERS, prototype) as EventHandlerBinding[] | undefined) ?? [];
    // Decorators of one method run from the bottom up; the order of declaration is what readers expect.
    for (const binding of own) if (!isBound(binding)) bindings.push(binding);
  }
  return bindings;
}
