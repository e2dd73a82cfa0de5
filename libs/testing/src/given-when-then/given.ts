import { aggregateInternals } from '@ledgerline/event-sourcing/backend';
import type { AggregateClass, AggregateRoot } from '@ledgerline/event-sourcing';
import { recordedFor } from './recorded-for.js';
import { When } from './when.js';

/** What may be said about the aggregate of a test. */
export interface GivenOptions {
  /** The aggregate's id. @default '1' */
  readonly id?: string;
}

/** An aggregate with its past, before something happens to it. */
export interface Given<A extends AggregateRoot> {
  /**
   * Does something to the aggregate: calls a method of it, or makes another one and returns that.
   *
   * @param action may be asynchronous; then `then` and `thenThrows` return promises
   */
  when<R>(action: (aggregate: A) => R): When<A, R>;
}

/**
 * A test of an aggregate in the words of the domain: given these events, when this happens, then those events follow.
 *
 * @param past events that were recorded before, in their order; none = a new aggregate
 *
 * @example
 * ```ts
 * given(Order, [new OrderCreated('1', 'anna', items)])
 *   .when((order) => order.ship('T-1'))
 *   .then([new OrderShipped('T-1')]);
 *
 * given(Order, [new OrderCreated('1', 'anna', items), new OrderShipped('T-1')])
 *   .when((order) => order.cancel('too late'))
 *   .thenThrows(OrderAlreadyShippedException);
 *
 * given(Order).when(() => Order.create('1', 'anna', items)).then([new OrderCreated('1', 'anna', items)]);
 * ```
 */
export function given<A extends AggregateRoot>(
  target: AggregateClass<A>,
  past: readonly object[] = [],
  { id = '1' }: GivenOptions = {},
): Given<A> {
  return {
    when: <R>(action: (aggregate: A) => R) => new When<A, R>(target, past.length, () => rebuilt(target, past, id), action),
  };
}

function rebuilt<A extends AggregateRoot>(target: AggregateClass<A>, past: readonly object[], id: string): A {
  const aggregate = new target(id);
  past.forEach((event, index) => aggregateInternals.replay(aggregate, event, recordedFor(aggregate, event, index + 1)));
  aggregateInternals.setVersion(aggregate, past.length);
  return aggregate;
}
