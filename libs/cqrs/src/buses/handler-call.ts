import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { AsyncContext } from '@nestjs/cqrs';
import type { Invoke } from './route.js';

/** What commands' and queries' handlers have in common. */
interface Handler {
  execute(message: object): unknown;
}

/**
 * Reaches a handler: a singleton directly, one that belongs to a request by Nest's own way.
 *
 * @param publish tells those who observe the bus; absent when nobody can
 */
export function handlerCall(
  wrapper: InstanceWrapper,
  viaNest: (message: object, asyncContext?: AsyncContext) => unknown,
  publish: (message: object) => void,
): Invoke {
  if (!wrapper.isDependencyTreeStatic()) return (message, _context, asyncContext) => viaNest(message, asyncContext);
  const handler = wrapper.instance as Handler;
  return (message, _context, asyncContext) => {
    if (asyncContext && !AsyncContext.isAttached(message) && Object.isExtensible(message)) asyncContext.attachTo(message);
    publish(message);
    return handler.execute(message);
  };
}
