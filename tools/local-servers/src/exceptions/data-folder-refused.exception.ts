import { LocalServerException } from './local-server.exception.js';

/** A data folder cannot be used: no rights, another server's version, or not a data folder at all. */
export class DataFolderRefusedException extends LocalServerException {
  readonly folder: string;

  constructor(folder: string, reason: string, remedy: string, cause?: unknown) {
    super({ code: 'DATA_FOLDER_REFUSED', what: `The data folder ${folder} cannot be used: ${reason}.`, remedy, cause });
    this.folder = folder;
  }
}
