import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import type { BusMiddleware } from './bus-middleware.js';

const USED = Symbol('ledgerline:use-middleware');

/**
 * Puts middleware before one handler, inside that of the bus, the first one outermost. Classes that no module provides are made
 * for the handler, with the providers of its module.
 */
export function UseMiddleware(...classes: Type<BusMiddleware>[]): ClassDecorator {
  return (target) => Reflect.defineMetadata(USED, classes, target);
}

/** The middleware classes that stand on a handler's class. */
export function usedMiddleware(handler: Type): readonly Type<BusMiddleware>[] {
  return Reflect.getMetadata(USED, handler) ?? [];
}
