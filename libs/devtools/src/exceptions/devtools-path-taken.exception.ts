import { LedgerlineException } from '@ledgerline/storage';

/** A route of the application lies where a page would be; the application does not start. */
export class DevtoolsPathTakenException extends LedgerlineException {
  constructor(
    readonly path: string,
    /** The application's route, as people know it. */
    readonly takenBy: string,
    option: 'events' | 'sagas',
  ) {
    super({
      code: 'DEVTOOLS_PATH_TAKEN',
      status: 500,
      message: `The page of DevtoolsModule cannot be at ${path}: ${takenBy} is there. Give it another place with \`paths: { ${option}: '/…' }\`.`,
      details: { path, takenBy },
    });
  }
}
