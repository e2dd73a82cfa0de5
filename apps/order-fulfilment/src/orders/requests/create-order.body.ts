import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsNotEmpty,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { OrderItemBody } from './order-item.body.js';

/** `POST /orders` */
export class CreateOrderBody {
  @ApiProperty({ example: 'customer-1' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly customerId!: string;

  @ApiProperty({ type: [OrderItemBody] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => OrderItemBody)
  readonly items!: OrderItemBody[];

  @ApiPropertyOptional({ example: '1 Main Street, Springfield' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  readonly address?: string;
}
