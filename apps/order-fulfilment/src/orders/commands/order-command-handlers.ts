import { CancelOrderHandler } from './cancel-order.handler.js';
import { CreateOrderHandler } from './create-order.handler.js';
import { ShipOrderHandler } from './ship-order.handler.js';
import { SnapshotOrderHandler } from './snapshot-order.handler.js';

/** What can be done with orders. */
export const orderCommandHandlers = [CreateOrderHandler, ShipOrderHandler, CancelOrderHandler, SnapshotOrderHandler];
