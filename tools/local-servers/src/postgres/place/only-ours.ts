import { readdirSync } from 'node:fs';
import { DataFolderRefusedException } from '../../exceptions/data-folder-refused.exception.js';

/** What a home holds; the claims of owners have endings of their own. */
const OURS = /^(cluster(\.partial)?|password|owner\.json.*)$/;

/**
 * Refuses a folder with other things in it: a mistyped path must not end in somebody's documents being given away.
 *
 * @throws DataFolderRefusedException
 */
export function assertOnlyOurs(folder: string): void {
  let foreign: string | undefined;
  try {
    foreign = readdirSync(folder).find((name) => !OURS.test(name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What cannot be read or made is told by those who make it.
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR') return;
    throw error;
  }
  if (foreign === undefined) return;
  throw new DataFolderRefusedException(
    folder,
    `it holds other things, such as "${foreign}"`,
    'Choose an empty folder, or a new one.',
  );
}
