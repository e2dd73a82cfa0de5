import { GetOrderHistoryHandler } from './get-order-history.handler.js';
import { GetOrderHandler } from './get-order.handler.js';
import { ListOrdersHandler } from './list-orders.handler.js';

/** What can be asked about orders. */
export const orderQueryHandlers = [GetOrderHandler, GetOrderHistoryHandler, ListOrdersHandler];
