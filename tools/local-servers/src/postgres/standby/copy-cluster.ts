import { chown, copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { OsUser } from '../../os-user/os-user.js';

/** What a backup leaves out: the running server's own state, the log that comes by streaming, and what is made anew at a start. */
const CONTENT_LEFT_OUT = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);
const FILES_LEFT_OUT = /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|pg_internal\.init.*|pgsql_tmp.*)$/;

/**
 * Copies the files of a cluster whose server runs and knows of the backup. Files that vanish meanwhile are of no account: the log
 * says so again.
 *
 * @see https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP-DATA
 */
export async function copyCluster(from: string, to: string, owner: OsUser | undefined): Promise<void> {
  await makeFolder(to, owner);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (FILES_LEFT_OUT.test(entry.name)) continue;
    if (!entry.isDirectory()) await copy(join(from, entry.name), join(to, entry.name), owner);
    else if (!CONTENT_LEFT_OUT.has(entry.name)) await copyCluster(join(from, entry.name), join(to, entry.name), owner);
    else await makeFolder(join(to, entry.name), owner);
  }
}

async function makeFolder(path: string, owner: OsUser | undefined): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  if (owner) await chown(path, owner.uid, owner.gid);
}

async function copy(from: string, to: string, owner: OsUser | undefined): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (owner) await chown(to, owner.uid, owner.gid);
}
