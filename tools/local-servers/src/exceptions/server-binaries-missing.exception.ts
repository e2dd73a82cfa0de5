import { LocalServerException } from './local-server.exception.js';

/** The programs of a database server are not on this machine, or cannot be run here. */
export class ServerBinariesMissingException extends LocalServerException {
  constructor(what: string, remedy: string, cause?: unknown) {
    super({ code: 'SERVER_BINARIES_MISSING', what, remedy, cause });
  }
}
