import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ErrorBody } from '../http/error-body.js';

/** The answer to a fulfilment that has come to its good end. */
export class FulfilmentReceipt {
  @ApiProperty({ enum: ['fulfilled'] })
  readonly status!: 'fulfilled';

  @ApiProperty({ example: ['reserveInventory', 'chargePayment', 'shipOrder'] })
  readonly stepsCompleted!: readonly string[];

  @ApiProperty()
  readonly sagaId!: string;
}

/** The answer to a fulfilment that failed; what it had done was undone. */
export class FulfilmentFailure extends ErrorBody {
  @ApiProperty({ enum: ['failed'] })
  readonly status!: 'failed';

  @ApiPropertyOptional({ example: 'chargePayment' })
  readonly failedStep?: string;

  @ApiProperty({ description: 'Why it failed' })
  readonly error!: string;

  @ApiProperty({ example: ['reserveInventory'] })
  readonly stepsCompleted!: readonly string[];

  @ApiProperty()
  readonly sagaId!: string;
}
