import { LocalServerException } from './local-server.exception.js';

/** Another living process owns the data folder: two servers on one folder would destroy it. */
export class DataFolderInUseException extends LocalServerException {
  readonly folder: string;
  readonly ownerPid: number;

  constructor(folder: string, ownerPid: number) {
    super({
      code: 'DATA_FOLDER_IN_USE',
      what: `The data folder ${folder} is in use by process ${ownerPid}, which is running.`,
      remedy: 'Stop that process first, or choose another data folder.',
    });
    this.folder = folder;
    this.ownerPid = ownerPid;
  }
}
