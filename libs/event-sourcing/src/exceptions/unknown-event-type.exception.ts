import { LedgerlineException } from '@ledgerline/storage';

/** A stored event's type has no class in this application. */
export class UnknownEventTypeException extends LedgerlineException {
  constructor(
    readonly type: string,
    readonly stream: string,
    readonly version: number,
  ) {
    super({
      code: 'UNKNOWN_EVENT_TYPE',
      status: 500,
      message:
        `Event ${version} of the stream "${stream}" has the type "${type}", which no class is registered for. ` +
        `Register it with EventSourcingModule.forFeature({ events: [${identifier(type)}] }) or give its new name with an @Upcaster.`,
      details: { type, stream, version },
    });
  }
}

function identifier(type: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(type) ? type : '…';
}
