import 'reflect-metadata';
import type { SubscriptionRetryOptions } from '@ledgerline/event-sourcing';
import { InvalidOptionException, type Entity } from '@ledgerline/storage';

/** Options of {@link Projection}. */
export interface ProjectionOptions {
  /** Names the projection for good, over releases and nodes: lower-case letters, digits and `-`, at most 60 characters. */
  readonly name: string;
  /** Raising it rebuilds the model beside the live one, and swaps. @default 1 */
  readonly version?: number;
  /** The TypeORM entities that it writes and nobody else does. Their tables are created where they are missing. */
  readonly entities?: readonly Entity[];
  /** How often an event that failed is tried again before the projection stops at it. @default { retries: 3, delay: 100, maxDelay: 10_000 } */
  readonly retry?: SubscriptionRetryOptions;
}

/** The options with every default filled in. */
export interface ResolvedProjectionOptions {
  readonly name: string;
  readonly version: number;
  readonly entities: readonly Entity[];
  readonly retry: Required<SubscriptionRetryOptions>;
}

const PROJECTION = Symbol('ledgerline:projection');
const NAME = /^[a-z][a-z0-9-]{0,59}$/;
const LONGEST_WAIT = 86_400_000;

/**
 * Makes an injectable class a projection: its `@EventHandler` methods get every committed event, in the order of the log and exactly
 * once, on one node at a time; what they write through `context.manager` commits together with the place that was reached.
 *
 * @example
 * ```ts
 * @Projection({ name: 'order-summary', version: 1, entities: [OrderSummary] })
 * export class OrderSummaryProjection {
 *   @EventHandler(OrderCreated)
 *   async onCreated(event: OrderCreated, { manager }: ProjectionContext) {
 *     await manager.insert(OrderSummary, { id: event.orderId, customerId: event.customerId });
 *   }
 * }
 * ```
 * @throws InvalidOptionException that names the option and its rule
 */
export function Projection(options: ProjectionOptions): ClassDecorator {
  const resolved = resolveProjectionOptions(options);
  return (target) => Reflect.defineMetadata(PROJECTION, resolved, target);
}

/** What a class was decorated with, if it was. */
export function projectionOptionsOf(target: object): ResolvedProjectionOptions | undefined {
  return Reflect.getOwnMetadata(PROJECTION, target) as ResolvedProjectionOptions | undefined;
}

function resolveProjectionOptions({
  name,
  version = 1,
  entities = [],
  retry = {},
}: ProjectionOptions): ResolvedProjectionOptions {
  const { retries = 3, delay = 100, maxDelay = 10_000 } = retry;
  if (typeof name !== 'string' || !NAME.test(name)) {
    const rule = '1 to 60 lower-case letters, digits and "-", beginning with a letter';
    throw new InvalidOptionException('@Projection name', rule, name, 500);
  }
  assertInteger('@Projection version', version, 1, 2_147_483_647);
  assertInteger('@Projection retry.retries', retries, 0, 1_000_000);
  assertInteger('@Projection retry.delay', delay, 0, LONGEST_WAIT);
  assertInteger('@Projection retry.maxDelay', maxDelay, 0, LONGEST_WAIT);
  if (!Array.isArray(entities)) throw new InvalidOptionException('@Projection entities', 'a list of entities', entities, 500);
  return { name, version, entities, retry: { retries, delay, maxDelay } };
}

function assertInteger(option: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new InvalidOptionException(option, `an integer from ${least} to ${most}`, value, 500);
  }
}
