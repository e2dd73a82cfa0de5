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
    const byClass = new Map([...wrappers].reverse().map((wrapper) => [classOf(wrapper), wrapper]));
    for (const wrapper of wrappers) {
      const target = classOf(wrapper);
      if (target && isMiddleware(target) && !this.#provided.has(target)) this.#provided.set(target, singleton(wrapper, target));
    }
    for (const wrapper of wrappers) {
      const handler = classOf(wrapper);
      const classes = handler ? usedMiddleware(handler) : [];
      if (classes.length === 0) continue;
      const instances = classes.map(async (target) => {
        const provided = byClass.get(target);
        return provided ? singleton(provided, target) : makeFor(wrapper, target);
      });
      this.#used.set(handler, await Promise.all(instances));
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
}

/** An instance that no module provides, with the providers of its handler's module. */
async function makeFor(handler: InstanceWrapper, target: Type<BusMiddleware>): Promise<BusMiddleware> {
  const moduleRef = handler.host?.getProviderByKey<ModuleRef>(ModuleRef).instance;
  let made: BusMiddleware | undefined;
  try {
    made = await moduleRef?.create(target);
  } catch (cause) {
    throw new InvalidMiddlewareException(
      target.name,
      `cannot be made for ${classOf(handler).name}: ${(cause as Error).message}`,
      cause,
    );
  }
  return withUse(made as BusMiddleware, target);
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
