import type { BusMiddleware, CommandBus, EventBus, ProjectionRunner, QueryBus } from '@ledgerline/cqrs';
import type { EventStore } from '@ledgerline/event-sourcing';
import { Saga, SagaStep, type SagaRunner, type StepContext } from '@ledgerline/saga';
import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { Order, type OrderItem } from './order.js';

export declare const store: EventStore;
export declare const eventStore: EventStore;
export declare const commandBus: CommandBus;
export declare const queryBus: QueryBus;
export declare const eventBus: EventBus;
export declare const sagaRunner: SagaRunner;
export declare const runner: ProjectionRunner;
export declare const dataSource: DataSource;
export declare const manager: EntityManager;

export declare const order: Order;
export declare const orderId: string;
export declare const id: string;
export declare const error: unknown;
export declare const token: string;
export declare const event: object;
export declare const url: string;
export declare const schema: string;
export declare const storage: string;
export declare const request: { readonly signal: AbortSignal; readonly id: string };
export declare const mailer: { send(what: unknown, options?: { readonly idempotencyKey?: string }): Promise<void> };

export declare class AuditLog {
  write(correlationId: string, name: string): Promise<void>;
}
export declare class RetryOnConflict implements BusMiddleware {
  use(message: object, next: () => Promise<unknown>): Promise<unknown>;
}

export interface OrderContext {
  orderId: string;
  customerId: string;
  items: readonly OrderItem[];
  reservationId?: string;
}

export declare class InventoryService {
  reserve(orderId: string, ...details: unknown[]): Promise<{ reservationId: string }>;
  release(id: string, step?: { readonly idempotencyKey: string }): Promise<void>;
}
export declare class PaymentService {
  readonly charged: readonly string[];
  charge(what: unknown, step?: { readonly idempotencyKey: string }): Promise<{ paymentId: string }>;
  refund(orderId: string, step?: { readonly idempotencyKey: string }): Promise<void>;
}
export declare const payments: PaymentService;

@Saga({ name: 'order-fulfilment' })
@Injectable()
export class OrderFulfilmentSaga {
  constructor(
    readonly inventory: InventoryService,
    readonly payments: PaymentService,
  ) {}

  @SagaStep({ compensate: 'releaseInventory' })
  async reserveInventory(_context: OrderContext, _step: StepContext): Promise<void> {}
  async releaseInventory(_context: OrderContext, _step: StepContext): Promise<void> {}

  @SagaStep()
  async charge(_context: OrderContext, _step: StepContext): Promise<void> {}
}
