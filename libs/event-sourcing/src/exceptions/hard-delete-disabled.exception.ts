import { LedgerlineException } from '@ledgerline/storage';

/** Events were to be removed for good, and the application does not allow it. */
export class HardDeleteDisabledException extends LedgerlineException {
  constructor(readonly stream: string) {
    super({
      code: 'HARD_DELETE_DISABLED',
      status: 409,
      message:
        `The events of the stream "${stream}" were not erased: that cannot be undone and is off. ` +
        'Set `hardDelete: true` in EventSourcingModule.forRoot to allow it, or delete without `hard`.',
      details: { stream },
    });
  }
}
