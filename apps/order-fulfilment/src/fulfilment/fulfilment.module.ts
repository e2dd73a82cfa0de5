import { Module } from '@nestjs/common';
import { SagaModule } from '@ledgerline/saga';
import { InventoryModule } from '../inventory/inventory.module.js';
import { PaymentModule } from '../payment/payment.module.js';
import { ShippingModule } from '../shipping/shipping.module.js';
import { FulfilmentController } from './fulfilment.controller.js';
import { OrderFulfilmentSaga } from './order-fulfilment.saga.js';
import { OrderFulfilment } from './order-fulfilment.js';

@Module({
  imports: [SagaModule.forFeature([OrderFulfilmentSaga]), InventoryModule, PaymentModule, ShippingModule],
  controllers: [FulfilmentController],
  providers: [OrderFulfilmentSaga, OrderFulfilment],
})
export class FulfilmentModule {}
