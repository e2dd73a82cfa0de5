import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsNotEmpty, IsNumber, IsString, Max, MaxLength, Min } from 'class-validator';
import type { OrderItem } from '../order-item.js';

/** One line of an order in a request. */
export class OrderItemBody implements OrderItem {
  @ApiProperty({ example: 'BOOK' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  readonly sku!: string;

  @ApiProperty({ example: 2, minimum: 1 })
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly quantity!: number;

  @ApiProperty({ example: 12.5, minimum: 0 })
  @IsNumber()
  @Min(0)
  @Max(1_000_000_000)
  readonly price!: number;
}
