import 'reflect-metadata';
import { Injectable } from '@nestjs/common';
import type { MessageKind } from '../buses/message-kind.js';

/** Options of `@CommandMiddleware()` and `@QueryMiddleware()`. */
export interface BusMiddlewareOptions {
  /** Lower is outer; equal ones in the order of their registration. @default 0 */
  readonly order?: number;
}

const ORDER = { command: Symbol('ledgerline:command-middleware'), query: Symbol('ledgerline:query-middleware') } as const;

/** Makes an injectable class that implements `BusMiddleware` stand before every command handler. It must be a provider of a module. */
export function CommandMiddleware(options: BusMiddlewareOptions = {}): ClassDecorator {
  return middleware('command', options);
}

/** Makes an injectable class that implements `BusMiddleware` stand before every query handler. It must be a provider of a module. */
export function QueryMiddleware(options: BusMiddlewareOptions = {}): ClassDecorator {
  return middleware('query', options);
}

/** The order of a class as middleware of a bus; `undefined` = it is none. */
export function middlewareOrder(kind: MessageKind['name'], target: object): number | undefined {
  return Reflect.getMetadata(ORDER[kind], target);
}

function middleware(kind: MessageKind['name'], { order = 0 }: BusMiddlewareOptions): ClassDecorator {
  return (target) => {
    Injectable()(target);
    Reflect.defineMetadata(ORDER[kind], order, target);
  };
}
