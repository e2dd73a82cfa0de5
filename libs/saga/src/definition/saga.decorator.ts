import 'reflect-metadata';
import { Injectable } from '@nestjs/common';

/** How a saga class is known in the store, and what holds for all of its steps. */
export interface SagaOptions {
  /** Stored with each saga and never changed afterwards. */
  readonly name: string;
  /** Raise it when the steps change; a node leaves sagas of newer versions to newer nodes. @default 1 */
  readonly version?: number;
  /** Longest time from start to end, in milliseconds; 0 = none. @default the module's `timeout` */
  readonly timeout?: number;
  /** The module's options of the same names, for this saga. */
  readonly maxRetries?: number;
  readonly retryDelay?: number;
  readonly backoff?: number;
  readonly maxRetryDelay?: number;
  readonly jitter?: boolean;
  readonly stepTimeout?: number;
}

const SAGA = Symbol('ledgerline:saga');

/**
 * Makes a class a saga: its methods with `@SagaStep`, `@SagaWait` and `@SagaDelay` run in the order of their declaration. The class is a
 * normal provider.
 *
 * @example
 * ```ts
 * @Saga({ name: 'order-fulfilment', version: 1 })
 * export class OrderFulfilmentSaga {
 *   constructor(private readonly inventory: InventoryService) {}
 *
 *   @SagaStep({ compensate: 'releaseInventory' })
 *   async reserveInventory(context: OrderContext, step: StepContext) {
 *     await this.inventory.reserve(context.orderId, { idempotencyKey: step.idempotencyKey });
 *   }
 *   async releaseInventory(context: OrderContext, step: StepContext) {
 *     await this.inventory.release(context.orderId, { idempotencyKey: step.idempotencyKey });
 *   }
 * }
 * ```
 */
export function Saga(options: SagaOptions): ClassDecorator {
  return (target) => {
    Injectable()(target);
    Reflect.defineMetadata(SAGA, options, target);
  };
}

/** What `@Saga` says about a class; a subclass does not inherit it. */
export function sagaOptionsOf(target: object): SagaOptions | undefined {
  return Reflect.getOwnMetadata(SAGA, target) as SagaOptions | undefined;
}
