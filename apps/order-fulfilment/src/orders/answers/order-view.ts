import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ORDER_STATUSES, type OrderStatus } from '../order-status.js';
import { OrderItemBody } from '../requests/order-item.body.js';

/** An order as its events tell it. */
export class OrderView {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty()
  readonly customerId!: string;

  @ApiProperty({ enum: ORDER_STATUSES })
  readonly status!: OrderStatus;

  @ApiProperty({ type: [OrderItemBody] })
  readonly items!: readonly OrderItemBody[];

  @ApiPropertyOptional()
  readonly trackingNumber?: string;

  @ApiProperty({ description: 'Number of events so far' })
  readonly version!: number;
}
