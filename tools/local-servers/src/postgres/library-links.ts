import { lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { ServerBinariesMissingException } from '../exceptions/server-binaries-missing.exception.js';

/**
 * Makes the symbolic links between shared libraries that npm packages cannot carry. The package makes them in an install
 * script, which `--ignore-scripts` and some package managers leave out; without them the server does not start.
 *
 * @throws ServerBinariesMissingException when a link is missing and cannot be made
 */
export function mendLibraryLinks(root: string, packageName: string): void {
  for (const { source, target } of listedLinks(root)) {
    const link = join(dirname(root), target);
    if (exists(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(dirname(root), source)), link);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new ServerBinariesMissingException(
        `The shared library ${basename(target)} of ${packageName} is missing and could not be linked.`,
        `Run \`npm rebuild ${packageName}\` as the owner of node_modules.`,
        cause,
      );
    }
  }
}

function listedLinks(root: string): { source: string; target: string }[] {
  try {
    return JSON.parse(readFileSync(join(root, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  } catch (error) {
    // Packages for platforms without such links have no list.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
