import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CommandBus, IdempotencyKey, QueryBus } from '@ledgerline/cqrs';
import { ApiErrors } from '../http/api-errors.decorator.js';
import { ApiIdempotencyKey } from '../http/api-idempotency-key.decorator.js';
import { OrderHistory } from './answers/order-history.js';
import { OrderReceipt } from './answers/order-receipt.js';
import { OrderPage } from './answers/order-summary.js';
import { OrderView } from './answers/order-view.js';
import { SnapshotReceipt } from './answers/snapshot-receipt.js';
import { CancelOrder } from './commands/cancel-order.command.js';
import { CreateOrder } from './commands/create-order.command.js';
import { ShipOrder } from './commands/ship-order.command.js';
import { SnapshotOrder } from './commands/snapshot-order.command.js';
import { GetOrderHistory } from './queries/get-order-history.query.js';
import { GetOrder } from './queries/get-order.query.js';
import { ListOrders } from './queries/list-orders.query.js';
import { CancelOrderBody } from './requests/cancel-order.body.js';
import { CreateOrderBody } from './requests/create-order.body.js';
import { ListOrdersParams } from './requests/list-orders.params.js';
import { ShipOrderBody } from './requests/ship-order.body.js';

/** From HTTP to commands and queries, and nothing else. */
@ApiTags('orders')
@Controller('orders')
export class OrdersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Create an order' })
  @ApiCreatedResponse({ type: OrderReceipt })
  @ApiErrors(400, 503)
  @ApiIdempotencyKey()
  create(@Body() { customerId, items, address }: CreateOrderBody, @IdempotencyKey() key?: string): Promise<OrderReceipt> {
    const lines = items.map(({ sku, quantity, price }) => ({ sku, quantity, price }));
    return this.commands.execute(new CreateOrder(customerId, lines, address), { idempotencyKey: key });
  }

  @Get()
  @ApiOperation({ summary: 'List orders, newest first' })
  @ApiOkResponse({ type: OrderPage })
  @ApiErrors(400, 503, 504)
  list(@Query() { customerId, status, limit, cursor }: ListOrdersParams): Promise<OrderPage> {
    return this.queries.execute(new ListOrders({ customerId, status, limit, cursor }));
  }

  @Get(':id')
  @ApiOperation({ summary: 'Get an order' })
  @ApiOkResponse({ type: OrderView })
  @ApiErrors(404, 503)
  get(@Param('id') id: string): Promise<OrderView> {
    return this.queries.execute(new GetOrder(id));
  }

  @Get(':id/history')
  @ApiOperation({ summary: 'Get the events of an order' })
  @ApiOkResponse({ type: OrderHistory })
  @ApiErrors(404, 503)
  history(@Param('id') id: string): Promise<OrderHistory> {
    return this.queries.execute(new GetOrderHistory(id));
  }

  @Post(':id/ship')
  @HttpCode(200)
  @ApiOperation({ summary: 'Record that an order was shipped' })
  @ApiOkResponse({ type: OrderReceipt })
  @ApiErrors(400, 404, 409, 503)
  @ApiIdempotencyKey()
  ship(
    @Param('id') id: string,
    @Body() { trackingNumber }: ShipOrderBody,
    @IdempotencyKey() key?: string,
  ): Promise<OrderReceipt> {
    return this.commands.execute(new ShipOrder(id, trackingNumber), { idempotencyKey: key });
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Cancel an order' })
  @ApiOkResponse({ type: OrderReceipt })
  @ApiErrors(400, 404, 409, 503)
  @ApiIdempotencyKey()
  cancel(@Param('id') id: string, @Body() { reason }: CancelOrderBody, @IdempotencyKey() key?: string): Promise<OrderReceipt> {
    return this.commands.execute(new CancelOrder(id, reason), { idempotencyKey: key });
  }

  @Post(':id/snapshot')
  @HttpCode(200)
  @ApiOperation({ summary: 'Keep the present state of an order as a snapshot' })
  @ApiOkResponse({ type: SnapshotReceipt })
  @ApiErrors(404, 503)
  @ApiIdempotencyKey()
  snapshot(@Param('id') id: string, @IdempotencyKey() key?: string): Promise<SnapshotReceipt> {
    return this.commands.execute(new SnapshotOrder(id), { idempotencyKey: key });
  }
}
