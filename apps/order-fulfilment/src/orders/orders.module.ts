import { Module } from '@nestjs/common';
import { EventSourcingModule } from '@ledgerline/event-sourcing';
import { orderCommandHandlers } from './commands/order-command-handlers.js';
import { Order } from './order.aggregate.js';
import { OrdersController } from './orders.controller.js';
import { orderQueryHandlers } from './queries/order-query-handlers.js';
import { OrderSummaryProjection } from './summaries/order-summary.projection.js';
import { orderSummariesProviders } from './summaries/order-summaries.provider.js';

@Module({
  imports: [EventSourcingModule.forFeature([Order])],
  controllers: [OrdersController],
  providers: [...orderCommandHandlers, ...orderQueryHandlers, ...orderSummariesProviders, OrderSummaryProjection],
})
export class OrdersModule {}
