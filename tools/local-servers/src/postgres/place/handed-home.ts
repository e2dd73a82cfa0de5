import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DataFolderRefusedException } from '../../exceptions/data-folder-refused.exception.js';
import { makeFolderFor } from '../../folders/make-folder-for.js';
import type { OsUser } from '../../os-user/os-user.js';
import { canEnter } from '../../os-user/reach.js';
import { homeIn } from '../postgres-home.js';
import type { PostgresHome } from '../postgres-home.js';

/**
 * A home that root makes for `user`: `folder`, or one in `systemFolder` where `user` cannot enter that. Data that exist stay
 * where they are: a second, empty home beside them would look like a loss.
 *
 * @throws DataFolderRefusedException when the user can enter neither
 */
export async function handedHome(folder: string, user: OsUser, systemFolder: string): Promise<PostgresHome> {
  const isFilled = existsSync(homeIn(folder, user).cluster);
  await makeFolderFor(folder, user);
  if (canEnter(folder, user)) return homeIn(folder, user);
  const instead = join(systemFolder, `${basename(folder)}-${shortHash(folder)}`);
  if (!isFilled) {
    await makeFolderFor(instead, user);
    if (canEnter(instead, user)) return homeIn(instead, user);
  }
  throw new DataFolderRefusedException(
    folder,
    `the user ${user.name}, who runs PostgreSQL because it refuses to run as root, cannot enter it`,
    'Allow entrance to the folders above it by `chmod o+x`, or start as another user than root.',
  );
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);
