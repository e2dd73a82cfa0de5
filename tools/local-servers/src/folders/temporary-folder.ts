import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { chown, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OsUser } from '../os-user/os-user.js';
import { canEnter } from '../os-user/reach.js';
import { memoryFolder } from './memory-folder.js';

/**
 * Waits for the standard input to close, which happens when the owner ends in any way. Servers in the folder stop by the same
 * sign and may still write, so it tries until nothing comes back.
 */
const JANITOR_SCRIPT = `
cat >/dev/null
tries=0
while [ -e "$1" ] && [ "$tries" -lt 60 ]; do
  sleep 0.5
  rm -rf -- "$1" 2>/dev/null
  tries=$((tries + 1))
done
`;

/** What a folder is for, and whose. */
export interface TemporaryFolderOptions {
  /** A word for its name. */
  readonly purpose: string;
  /** The account that may write there; this process's own unless told. */
  readonly owner?: OsUser;
  /** Whether its files should live in memory, where this machine has room for that. */
  readonly inMemory?: boolean;
}

/** A folder that is gone after this process, however that ends. */
export class TemporaryFolder {
  private constructor(
    readonly path: string,
    private readonly dismissJanitor: () => void,
  ) {}

  static async create({ purpose, owner, inMemory = false }: TemporaryFolderOptions): Promise<TemporaryFolder> {
    const wanted = (inMemory ? memoryFolder() : undefined) ?? tmpdir();
    const base = owner && !canEnter(wanted, owner) ? '/tmp' : wanted;
    const path = mkdtempSync(join(base, `ledgerline-${purpose}-`));
    if (owner) await chown(path, owner.uid, owner.gid);
    return new TemporaryFolder(path, watch(path));
  }

  /** Removes the folder with all that is in it. Servers in it must have been stopped. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    this.dismissJanitor();
  }
}

function watch(path: string): () => void {
  const janitor = spawn('/bin/sh', ['-c', JANITOR_SCRIPT, 'sh', path], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.once('error', () => rmSync(path, { recursive: true, force: true }));
  janitor.stdin.on('error', () => undefined);
  // The janitor must not keep this process alive.
  janitor.unref();
  (janitor.stdin as unknown as { unref?(): void }).unref?.();
  return () => janitor.stdin.end();
}
