import 'reflect-metadata';
import type { EventClass, RecordedEvent } from '@ledgerline/event-sourcing';
import type { ContextOf, SagaClass } from './context-of.js';

/** Makes a saga's context of an event; without one, the event starts nothing. */
export type StartMapping<E extends object, C> = (
  event: E,
  recorded: RecordedEvent<E>,
) => C | null | undefined | Promise<C | null | undefined>;

/** One `@StartSaga` on one class. */
export interface StartBinding {
  readonly event: EventClass;
  readonly mapping: StartMapping<object, object>;
}

const STARTS = Symbol('ledgerline:saga-starts');

/**
 * Starts the saga from each committed event of a class, once per event, on one node. Several may stand on one saga.
 *
 * @param mapping makes the saga's context; `undefined` = this event starts nothing
 */
export function StartSaga<E extends object, C extends object>(event: EventClass<E>, mapping: StartMapping<E, C>) {
  return <S extends object>(target: SagaClass<S> & (C extends ContextOf<S> ? unknown : never)): void => {
    const own = (Reflect.getOwnMetadata(STARTS, target) as StartBinding[] | undefined) ?? [];
    Reflect.defineMetadata(STARTS, [...own, { event, mapping } as unknown as StartBinding], target);
  };
}

/** The events that start a saga. */
export function startBindingsOf(target: object): readonly StartBinding[] {
  return (Reflect.getOwnMetadata(STARTS, target) as StartBinding[] | undefined) ?? [];
}
