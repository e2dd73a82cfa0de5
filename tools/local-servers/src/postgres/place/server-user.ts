import { existsSync } from 'node:fs';
import { DataFolderRefusedException } from '../../exceptions/data-folder-refused.exception.js';
import { ownerOf, unprivilegedUser } from '../../os-user/os-user.js';
import type { OsUser } from '../../os-user/os-user.js';
import { homeIn } from '../postgres-home.js';

/** The accounts that root hands the server to, in this order. */
export const PREFERRED_USERS: readonly string[] = ['postgres', '_postgres'];

/**
 * The account that runs the server when this process is root: the owner of the data, where there are some.
 *
 * @throws DataFolderRefusedException
 */
export function serverUser(folder: string): OsUser {
  const { cluster } = homeIn(folder, undefined);
  const isFilled = existsSync(cluster);
  const user = isFilled ? ownerOf(cluster) : unprivilegedUser(PREFERRED_USERS);
  if (user) return user;
  if (isFilled) {
    throw new DataFolderRefusedException(
      folder,
      'it belongs to root or to an account that this system does not have, and PostgreSQL cannot run as either',
      'Give it away by `chown -R nobody`, or remove it to begin anew.',
    );
  }
  throw new DataFolderRefusedException(folder, 'this system has no account but root', 'Add an account, by `useradd postgres`.');
}
