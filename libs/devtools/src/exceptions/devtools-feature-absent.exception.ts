import { LedgerlineException } from '@ledgerline/storage';

/** A question about a part of the suite that this application does not have. */
export class DevtoolsFeatureAbsentException extends LedgerlineException {
  constructor(feature: string, remedy: string) {
    super({ code: 'DEVTOOLS_FEATURE_ABSENT', status: 404, message: `This application has no ${feature}. ${remedy}` });
  }
}
