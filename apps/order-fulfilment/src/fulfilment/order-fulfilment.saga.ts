import { CommandBus, QueryBus } from '@ledgerline/cqrs';
import { Saga, SagaStep, type StepContext } from '@ledgerline/saga';
import { RefusedException } from '../exceptions/refused.exception.js';
import { InventoryService, type StockRequest } from '../inventory/inventory.service.js';
import { ShipOrder } from '../orders/commands/ship-order.command.js';
import { GetOrder } from '../orders/queries/get-order.query.js';
import { PaymentService } from '../payment/payment.service.js';
import { AddressUnreachableException } from '../shipping/address-unreachable.exception.js';
import { ShippingService } from '../shipping/shipping.service.js';

/** What a fulfilment knows, and what its steps have learnt. */
export interface OrderFulfilmentContext {
  readonly orderId: string;
  readonly customerId: string;
  readonly items: readonly StockRequest[];
  readonly total: number;
  readonly address: string;
  reservationId?: string;
  paymentId?: string;
  trackingNumber?: string;
}

/** Reserve, charge, ship; when one of them fails for good, what was done is undone in reverse order. */
@Saga({ name: 'order-fulfilment', version: 1, timeout: 300_000 })
export class OrderFulfilmentSaga {
  constructor(
    private readonly inventory: InventoryService,
    private readonly payments: PaymentService,
    private readonly shipping: ShippingService,
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @SagaStep({ compensate: 'releaseInventory', maxRetries: 5, retryDelay: 100, timeout: 10_000, retryIf: isNoRefusal })
  async reserveInventory(context: OrderFulfilmentContext, step: StepContext): Promise<void> {
    const { reservationId } = await this.inventory.reserve(context.orderId, context.items, step);
    context.reservationId = reservationId;
  }

  async releaseInventory(context: OrderFulfilmentContext, step: StepContext): Promise<void> {
    await this.inventory.release(context.orderId, step);
  }

  @SagaStep({ compensate: 'refundPayment', maxRetries: 5, retryDelay: 100, timeout: 10_000, retryIf: isNoRefusal })
  async chargePayment(context: OrderFulfilmentContext, step: StepContext): Promise<void> {
    const { orderId, customerId, total } = context;
    const { paymentId } = await this.payments.charge({ orderId, customerId, amount: total }, step);
    context.paymentId = paymentId;
  }

  async refundPayment(context: OrderFulfilmentContext, step: StepContext): Promise<void> {
    await this.payments.refund(context.orderId, step);
  }

  // The order itself is asked after the carrier: should it refuse, because it was cancelled meanwhile, the parcel is on its way. So only
  // the carrier's no is definite; after any other failure the compensation runs and calls the parcel back.
  @SagaStep({ compensate: 'recallShipment', maxRetries: 3, retryDelay: 100, timeout: 10_000, retryIf: isNotUnreachable })
  async shipOrder(context: OrderFulfilmentContext, step: StepContext): Promise<void> {
    const { trackingNumber } = await this.shipping.ship(context.orderId, context.address, step);
    await this.#markShipped(context.orderId, trackingNumber);
    context.trackingNumber = trackingNumber;
  }

  async recallShipment(context: OrderFulfilmentContext, step: StepContext): Promise<void> {
    await this.shipping.recall(context.orderId, step);
  }

  /** Once, though the step may run again after a crash: the tracking number is the same at every attempt. */
  async #markShipped(orderId: string, trackingNumber: string): Promise<void> {
    const order = await this.queries.execute(new GetOrder(orderId));
    if (order.trackingNumber === trackingNumber) return;
    await this.commands.execute(new ShipOrder(orderId, trackingNumber));
  }
}

function isNoRefusal(error: unknown): boolean {
  return !(error instanceof RefusedException);
}

function isNotUnreachable(error: unknown): boolean {
  return !(error instanceof AddressUnreachableException);
}
