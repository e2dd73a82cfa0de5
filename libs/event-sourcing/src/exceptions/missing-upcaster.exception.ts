import { LedgerlineException } from '@ledgerline/storage';

/** A stored event is older than its class, and nothing brings it up to date; or it is newer than the code that reads it. */
export class MissingUpcasterException extends LedgerlineException {
  constructor(
    readonly type: string,
    readonly storedVersion: number,
    readonly classVersion: number,
  ) {
    const remedy =
      storedVersion < classVersion
        ? `Register an @Upcaster({ type: '${type}', from: ${storedVersion} }) with EventSourcingModule.forFeature({ upcasters: […] })`
        : `This node runs code that is older than the events; deploy the version that wrote them`;
    super({
      code: 'MISSING_UPCASTER',
      status: 500,
      message: `A stored ${type} has version ${storedVersion}, its class has version ${classVersion}, and no upcaster leads from one to the other. ${remedy}.`,
      details: { type, storedVersion, classVersion },
    });
  }
}
