import 'reflect-metadata';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import type { Provider, Type } from '@nestjs/common';
import {
  CqrsModule as NestCqrsModule,
  type EventBus,
  type ICommandHandler,
  type IEvent,
  type IEventHandler,
  type IQueryHandler,
} from '@nestjs/cqrs';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';

/** What Nest's explorer finds in an application. */
export interface ExploredHandlers {
  readonly commands?: InstanceWrapper<ICommandHandler>[];
  readonly queries?: InstanceWrapper<IQueryHandler>[];
  readonly events?: InstanceWrapper<IEventHandler<IEvent>>[];
  readonly sagas?: InstanceWrapper<object>[];
}

/** Nest's own search for handlers; its class is not exported. */
export interface HandlerExplorer {
  explore(): ExploredHandlers;
}

/** The providers of Nest's module, its explorer among them. */
export const NEST_PROVIDERS: readonly Provider[] = Reflect.getMetadata(MODULE_METADATA.PROVIDERS, NestCqrsModule);

/** What Nest's module exports. */
export const NEST_EXPORTS: readonly Type[] = Reflect.getMetadata(MODULE_METADATA.EXPORTS, NestCqrsModule);

/** The token of Nest's explorer: the first parameter of its module, by the order of its public constructor. */
export const HANDLER_EXPLORER: Type<HandlerExplorer> = Reflect.getMetadata('design:paramtypes', NestCqrsModule)[0];

/** The token of the options, under which Nest's own buses read theirs. */
export const CQRS_MODULE_OPTIONS = 'CQRS_MODULE_OPTIONS';

/**
 * Lets `@Publishable()` classes publish to `target`. The list of them is Nest's own, and only its module's bootstrap reaches it: that
 * is run on an application without handlers.
 */
export function mergePublishable(target: EventBus): void {
  const nothing = { explore: () => ({}), register: () => {}, registerSagas: () => {} };
  const eventBus = Object.assign(Object.create(target) as EventBus, nothing);
  new NestCqrsModule(nothing as never, eventBus, nothing as never, nothing as never).onApplicationBootstrap();
}
