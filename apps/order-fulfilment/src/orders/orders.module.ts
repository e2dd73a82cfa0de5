import { Module } from '@nestjs/common';
import { EventSourcingModule } from '@ledgerline/event-sourcing';
import { orderCommandHandlers } from './commands/order-command-handlers.js';
import { Order } from './order.aggregate.js';
import { OrdersController } from './orders.controller.js';
import { orderQueryHandlers } from './queries/order-query-handlers.js';
import { OrderSummaries } from './summaries/order-summaries.js';

@Module({
  imports: [EventSourcingModule.forFeature([Order])],
  controllers: [OrdersController],
  providers: [...orderCommandHandlers, ...orderQueryHandlers, OrderSummaries],
})
export class OrdersModule {}
