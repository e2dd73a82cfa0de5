import { Inject, Injectable, type Type } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { classOf } from '../binding/handled-class.js';
import type { MessageKind } from '../buses/message-kind.js';
import { InvalidMiddlewareException } from '../exceptions/invalid-middleware.exception.js';
import type { BusMiddleware } from './bus-middleware.js';
import { middlewareOrder } from './bus-middleware.decorator.js';
import { usedMiddleware } from './use-middleware.decorator.js';

/** Every middleware of an application, found once at start-up. */
@Injectable()
export class MiddlewareRegistry {
  readonly #provided = new Map<Type, BusMiddleware>();
  readonly #used = new Map<Type, BusMiddleware[]>();

  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {}

  /** @throws InvalidMiddlewareException for a class that cannot stand before a handler */
  async discover(): Promise<void> {
    const wrappers = [...this.modules.values()]
      .flatMap(({ providers }) => [...providers.values()])
      .filter(({ isAlias }) => !isAlias);
    for (const wrapper of wrappers) {
      const target = classOf(wrapper);
      if (target && isMiddleware(target) && !this.#provided.has(target)) this.#provided.set(target, singleton(wrapper, target));
    }
    for (const wrapper of wrappers) {
      const handler = classOf(wrapper);
      const classes = handler ? usedMiddleware(handler) : [];
      if (classes.length > 0)
        this.#used.set(handler, await Promise.all(classes.map((target) => this.#instance(target, wrapper))));
    }
  }

  /** What stands before a handler, outermost first. */
  before(kind: MessageKind['name'], handler: Type): BusMiddleware[] {
    const ofTheBus = [...this.#provided].flatMap(([target, middleware]) => {
      const order = middlewareOrder(kind, target);
      return order === undefined ? [] : [{ order, middleware }];
    });
    ofTheBus.sort((left, right) => left.order - right.order);
    return [...ofTheBus.map(({ middleware }) => middleware), ...(this.#used.get(handler) ?? [])];
  }

  /** A provider of any module, else an instance of its own with the providers of the handler's module. */
  async #instance(target: Type<BusMiddleware>, user: InstanceWrapper): Promise<BusMiddleware> {
    const moduleRef = user.host?.getProviderByKey(ModuleRef)?.instance as ModuleRef;
    try {
      const middleware = provided(moduleRef, target) ?? (await moduleRef.create(target));
      return withUse(middleware, target);
    } catch (cause) {
      if (cause instanceof InvalidMiddlewareException) throw cause;
      throw new InvalidMiddlewareException(
        target.name,
        `cannot be made for ${classOf(user).name}: ${(cause as Error).message}`,
        cause,
      );
    }
  }
}

function provided(moduleRef: ModuleRef, target: Type<BusMiddleware>): BusMiddleware | undefined {
  try {
    return moduleRef.get(target, { strict: false });
  } catch (error) {
    if (error instanceof Error && error.name === 'UnknownElementException') return undefined;
    throw error;
  }
}

function isMiddleware(target: Type): boolean {
  return middlewareOrder('command', target) !== undefined || middlewareOrder('query', target) !== undefined;
}

/** @throws InvalidMiddlewareException */
function singleton(wrapper: InstanceWrapper, target: Type): BusMiddleware {
  if (!wrapper.isDependencyTreeStatic()) throw new InvalidMiddlewareException(target.name, 'is request-scoped');
  return withUse(wrapper.instance as BusMiddleware, target);
}

function withUse(middleware: BusMiddleware, target: Type): BusMiddleware {
  if (typeof middleware.use !== 'function') throw new InvalidMiddlewareException(target.name, 'has no method `use`');
  return middleware;
}
