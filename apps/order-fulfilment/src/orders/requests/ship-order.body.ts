import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

/** `POST /orders/:id/ship` */
export class ShipOrderBody {
  @ApiProperty({ example: 'TRACK-1' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly trackingNumber!: string;
}
