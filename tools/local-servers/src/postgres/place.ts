import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DataFolderRefusedException } from '../exceptions/data-folder-refused.exception.js';
import { ServerBinariesMissingException } from '../exceptions/server-binaries-missing.exception.js';
import { isRoot, ownerOf, unprivilegedUser } from '../os-user/os-user.js';
import type { OsUser } from '../os-user/os-user.js';
import { canEnter, canRun } from '../os-user/reach.js';
import { homeIn } from './postgres-home.js';
import type { PostgresHome } from './postgres-home.js';
import { installationIn } from './postgres-installation.js';
import type { PostgresInstallation } from './postgres-installation.js';

/** A home and programs that the account of the server can both reach. */
export interface PostgresPlace {
  readonly home: PostgresHome;
  readonly installation: PostgresInstallation;
}

/** The accounts that root hands the server to, in this order. */
export const PREFERRED_USERS: readonly string[] = ['postgres', '_postgres'];

/** Where servers started by root live when the account of the server cannot enter the project, as in `/root`. */
const SYSTEM_FOLDER = '/var/lib/ledgerline';

/**
 * Makes the folder for the data. PostgreSQL refuses to run as root, so root hands folder and server to another account; where
 * that one cannot enter (a project in `/root`), data and programs go to `/var/lib/ledgerline`.
 *
 * @throws DataFolderRefusedException when the folder cannot be made or belongs to somebody else
 */
export async function preparePlace(dataDir: string, found: PostgresInstallation): Promise<PostgresPlace> {
  const folder = resolve(dataDir);
  if (!isRoot()) return { home: await ownHome(folder), installation: found };
  const user = serverUser(folder);
  return { home: await handedHome(folder, user), installation: await reachableInstallation(found, user) };
}

async function ownHome(folder: string): Promise<PostgresHome> {
  const home = homeIn(folder, undefined);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new DataFolderRefusedException(folder, 'it cannot be made', 'Choose a folder that you may write to.', cause);
  }
  const { uid } = await stat(existsSync(home.cluster) ? home.cluster : folder);
  if (uid === process.getuid?.()) return home;
  throw new DataFolderRefusedException(
    folder,
    `it belongs to the user number ${uid}, as after a start by root`,
    'Start as that user or as root, give it away by `chown -R`, or remove it to begin anew.',
  );
}

function serverUser(folder: string): OsUser {
  const { cluster } = homeIn(folder, undefined);
  const user = existsSync(cluster) ? ownerOf(cluster) : unprivilegedUser(PREFERRED_USERS);
  if (user) return user;
  throw new DataFolderRefusedException(
    folder,
    existsSync(cluster) ? 'it belongs to root, and PostgreSQL refuses to run as root' : 'this system has no account but root',
    existsSync(cluster)
      ? 'Give it away by `chown -R nobody`, or remove it to begin anew.'
      : 'Add an account, by `useradd postgres`.',
  );
}

async function handedHome(folder: string, user: OsUser): Promise<PostgresHome> {
  const isFilled = existsSync(homeIn(folder, user).cluster);
  await makeFor(folder, user);
  if (canEnter(folder, user)) return homeIn(folder, user);
  const instead = join(SYSTEM_FOLDER, `${basename(folder)}-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`);
  if (!isFilled) {
    await makeFor(instead, user);
    if (canEnter(instead, user)) return homeIn(instead, user);
  }
  throw new DataFolderRefusedException(
    folder,
    `the user ${user.name}, who runs PostgreSQL because it refuses to run as root, cannot enter it`,
    'Allow entrance to the folders above it by `chmod o+x`, or start as another user than root.',
  );
}

/** Folders made on the way belong to the user as well, so that root's own umask shuts nobody out. */
async function makeFor(folder: string, { uid, gid }: OsUser): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o755 });
  for (let made = folder; first !== undefined && made.length >= first.length; made = dirname(made)) await chown(made, uid, gid);
  if (first === undefined) await chown(folder, uid, gid);
}

async function reachableInstallation(found: PostgresInstallation, user: OsUser): Promise<PostgresInstallation> {
  if (canRun(found.postgres, user)) return found;
  const copy = installationIn(join(SYSTEM_FOLDER, `postgres-${found.version}`), found.version);
  if (!existsSync(copy.root)) {
    const partial = `${copy.root}.${process.pid}`;
    await makeFor(SYSTEM_FOLDER, user);
    await cp(found.root, partial, { recursive: true, verbatimSymlinks: true });
    await rename(partial, copy.root).catch(() => rm(partial, { recursive: true, force: true }));
  }
  if (canRun(copy.postgres, user)) return copy;
  throw new ServerBinariesMissingException(
    `The user ${user.name}, who runs PostgreSQL because it refuses to run as root, can run it neither at ${found.postgres} nor at ${copy.postgres}.`,
    'Allow entrance to the folders above by `chmod o+x`, or start as another user than root.',
  );
}
