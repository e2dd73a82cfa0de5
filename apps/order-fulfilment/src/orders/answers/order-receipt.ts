import { ApiProperty } from '@nestjs/swagger';
import { ORDER_STATUSES, type OrderStatus } from '../order-status.js';

/** What a command on an order answers. */
export class OrderReceipt {
  @ApiProperty({ format: 'uuid' })
  readonly orderId!: string;

  @ApiProperty({ enum: ORDER_STATUSES })
  readonly status!: OrderStatus;
}
