import { ApiProperty } from '@nestjs/swagger';

/** One event of an order. */
export class OrderHistoryEvent {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: 'OrderCreated' })
  readonly type!: string;

  @ApiProperty({ description: "Number of the event within the order's stream, from 1" })
  readonly version!: number;

  @ApiProperty({ description: 'Place in the order of the whole log' })
  readonly position!: number;

  @ApiProperty({ format: 'date-time' })
  readonly recordedAt!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly data!: object;

  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly metadata!: object;
}

/** All that happened to an order, oldest first. */
export class OrderHistory {
  @ApiProperty({ type: [OrderHistoryEvent] })
  readonly events!: readonly OrderHistoryEvent[];
}
