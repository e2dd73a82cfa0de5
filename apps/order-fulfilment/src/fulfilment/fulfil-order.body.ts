import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

/** One line of a fulfilment. */
export class FulfilItemBody {
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

  @ApiPropertyOptional({ example: 12.5, minimum: 0, description: 'Accepted as orders have it; `total` is what is charged' })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1_000_000_000)
  readonly price?: number;
}

/** `POST /orders/:id/fulfill` */
export class FulfilOrderBody {
  @ApiProperty({ example: 'customer-1' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly customerId!: string;

  @ApiProperty({ type: [FulfilItemBody] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => FulfilItemBody)
  readonly items!: FulfilItemBody[];

  @ApiProperty({ example: 25, minimum: 0, description: 'Amount to charge; over 10 000 the payment is declined' })
  @IsNumber()
  @Min(0)
  @Max(1_000_000_000)
  readonly total!: number;

  @ApiProperty({ example: '1 Main Street, Springfield' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  readonly address!: string;
}
