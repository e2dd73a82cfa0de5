import { ApiProperty } from '@nestjs/swagger';

/** Says where a snapshot stands. */
export class SnapshotReceipt {
  @ApiProperty({ enum: ['created'] })
  readonly snapshot!: 'created';

  @ApiProperty({ description: 'Number of events that the snapshot saves a load from replaying' })
  readonly version!: number;
}
