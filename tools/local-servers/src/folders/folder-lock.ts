import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DataFolderInUseException } from '../exceptions/data-folder-in-use.exception.js';
import { processIdentity } from '../os-process/process-identity.js';

interface Owner {
  readonly pid: number;
  readonly identity: string;
}

const FILE = 'owner.json';

/** Says which living process owns a data folder. What a killed process left behind counts for nothing. */
export class FolderLock {
  private constructor(private readonly file: string) {}

  /** @throws DataFolderInUseException when a living process, this one included, owns the folder */
  static take(folder: string): FolderLock {
    const file = join(folder, FILE);
    for (;;) {
      if (claim(file)) return new FolderLock(file);
      const owner = readOwner(file);
      if (owner !== undefined && processIdentity(owner.pid) === owner.identity) {
        throw new DataFolderInUseException(folder, owner.pid);
      }
      discard(file, owner);
    }
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

function claim(file: string): boolean {
  const owner: Owner = { pid: process.pid, identity: processIdentity(process.pid) ?? '' };
  try {
    writeFileSync(file, JSON.stringify(owner), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    // Gone meanwhile, or cut off by a crash while it was written.
    return undefined;
  }
}

/** Moved away before it is removed: of two processes that found the same dead owner, the slower must not remove the faster's claim. */
function discard(file: string, seen: Owner | undefined): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = readOwner(aside);
  if (taken?.identity !== seen?.identity || taken?.pid !== seen?.pid) renameSync(aside, file);
  else rmSync(aside, { force: true });
}
