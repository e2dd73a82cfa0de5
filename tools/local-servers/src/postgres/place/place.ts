import { resolve } from 'node:path';
import { isRoot } from '../../os-user/os-user.js';
import type { PostgresHome } from '../postgres-home.js';
import type { PostgresInstallation } from '../postgres-installation.js';
import { assertOnlyOurs } from './only-ours.js';
import { handedHome } from './handed-home.js';
import { ownHome } from './own-home.js';
import { reachableInstallation } from './reachable-installation.js';
import { serverUser } from './server-user.js';

/** A home and programs that the account of the server can both reach. */
export interface PostgresPlace {
  readonly home: PostgresHome;
  readonly installation: PostgresInstallation;
}

/** Where servers started by root live when the account of the server cannot enter the project, as in `/root`. */
const SYSTEM_FOLDER = '/var/lib/ledgerline';

/**
 * Makes the folder for the data. PostgreSQL refuses to run as root, so root hands folder and server to another account; where
 * that one cannot enter (a project in `/root`), data and programs go to `/var/lib/ledgerline`.
 *
 * @throws DataFolderRefusedException when the folder cannot be made, holds other things or belongs to somebody else
 * @throws ServerBinariesMissingException when the account of the server cannot run the programs
 */
export async function preparePlace(
  dataDir: string,
  found: PostgresInstallation,
  systemFolder = SYSTEM_FOLDER,
): Promise<PostgresPlace> {
  const folder = resolve(dataDir);
  assertOnlyOurs(folder);
  if (!isRoot()) return { home: await ownHome(folder), installation: found };
  const user = serverUser(folder);
  const home = await handedHome(folder, user, systemFolder);
  return { home, installation: await reachableInstallation(found, user, systemFolder) };
}
