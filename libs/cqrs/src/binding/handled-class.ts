import type { Type } from '@nestjs/common';
import { CommandHandler, EventsHandler, QueryHandler } from '@nestjs/cqrs';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';

class Probe {}

/** Under which key a decorator of Nest's notes what a class handles: the keys are not exported, and learnt from a class of our own. */
function noteOf(decorate: ClassDecorator): unknown {
  class Handler {}
  decorate(Handler);
  return Reflect.getOwnMetadataKeys(Handler).find((key) => {
    const value: unknown = Reflect.getOwnMetadata(key, Handler);
    return value === Probe || (Array.isArray(value) && value.includes(Probe));
  });
}

const COMMAND_NOTE = noteOf(CommandHandler(Probe));
const QUERY_NOTE = noteOf(QueryHandler(Probe));
const EVENTS_NOTE = noteOf(EventsHandler(Probe));

/** The class of a provider, also when a factory or a value provides it. */
export function classOf(wrapper: InstanceWrapper): Type {
  return (wrapper.inject || !wrapper.metatype ? wrapper.instance?.constructor : wrapper.metatype) as Type;
}

/** The class of the command that a handler's class names. */
export function handledCommand(handler: Type): Type {
  return Reflect.getMetadata(COMMAND_NOTE, handler);
}

/** The class of the query that a handler's class names. */
export function handledQuery(handler: Type): Type {
  return Reflect.getMetadata(QUERY_NOTE, handler);
}

/** The classes of the events that a handler's class names. */
export function handledEvents(handler: Type): Type[] {
  return Reflect.getMetadata(EVENTS_NOTE, handler) ?? [];
}
