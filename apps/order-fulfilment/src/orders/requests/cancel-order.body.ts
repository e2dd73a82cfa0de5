import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

/** `POST /orders/:id/cancel` */
export class CancelOrderBody {
  @ApiProperty({ example: 'ordered twice' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(1_000)
  readonly reason!: string;
}
