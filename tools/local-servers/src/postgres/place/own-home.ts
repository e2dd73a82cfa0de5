import { existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { DataFolderRefusedException } from '../../exceptions/data-folder-refused.exception.js';
import { homeIn } from '../postgres-home.js';
import type { PostgresHome } from '../postgres-home.js';

/**
 * A home of the user who runs this process.
 *
 * @throws DataFolderRefusedException
 */
export async function ownHome(folder: string): Promise<PostgresHome> {
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
