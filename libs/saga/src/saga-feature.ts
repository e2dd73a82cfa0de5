import { Module } from '@nestjs/common';

/** Carries the registrations of one `SagaModule.forFeature`. */
@Module({})
export class SagaFeatureModule {}

/** A token of its own for each `forFeature`, so that several may stand in one module. */
export function featureToken(): symbol {
  return Symbol('ledgerline:saga-feature');
}
