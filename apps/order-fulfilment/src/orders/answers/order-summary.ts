import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ORDER_STATUSES, type OrderStatus } from '../order-status.js';

/** One line of a list of orders. */
export class OrderSummary {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty()
  readonly customerId!: string;

  @ApiProperty({ enum: ORDER_STATUSES })
  readonly status!: OrderStatus;

  @ApiProperty({ description: 'Sum over the items, rounded to cents' })
  readonly total!: number;

  @ApiProperty({ description: 'Number of pieces over all items' })
  readonly itemCount!: number;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt!: string;
}

/** A page of a list of orders, newest first. */
export class OrderPage {
  @ApiProperty({ type: [OrderSummary] })
  readonly orders!: readonly OrderSummary[];

  @ApiPropertyOptional({ description: 'Asks for the next page; absent on the last one' })
  readonly nextCursor?: string;
}
