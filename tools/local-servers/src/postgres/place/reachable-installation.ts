import { existsSync } from 'node:fs';
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerBinariesMissingException } from '../../exceptions/server-binaries-missing.exception.js';
import { makeFolderFor } from '../../folders/make-folder-for.js';
import type { OsUser } from '../../os-user/os-user.js';
import { canRun } from '../../os-user/reach.js';
import { installationIn } from '../postgres-installation.js';
import type { PostgresInstallation } from '../postgres-installation.js';

/**
 * Programs that `user` can run: those found, or a copy in `systemFolder`, made once a version.
 *
 * @throws ServerBinariesMissingException when the user can run neither
 */
export async function reachableInstallation(
  found: PostgresInstallation,
  user: OsUser,
  systemFolder: string,
): Promise<PostgresInstallation> {
  if (canRun(found.postgres, user)) return found;
  const copy = installationIn(join(systemFolder, `postgresql-${found.version}`), found.version, join(systemFolder, 'cache'));
  if (!existsSync(copy.root)) {
    await makeFolderFor(systemFolder, user);
    const partial = `${copy.root}.${process.pid}`;
    await cp(found.root, partial, { recursive: true, verbatimSymlinks: true });
    // Another start may have been faster; its copy is as good.
    await rename(partial, copy.root).catch(() => rm(partial, { recursive: true, force: true }));
  }
  if (canRun(copy.postgres, user)) return copy;
  throw new ServerBinariesMissingException(
    `The user ${user.name}, who runs PostgreSQL because it refuses to run as root, can run it neither at ${found.postgres} nor at ${copy.postgres}.`,
    'Allow entrance to the folders above by `chmod o+x`, or start as another user than root.',
  );
}
