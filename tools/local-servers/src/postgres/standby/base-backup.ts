import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OsUser } from '../../os-user/os-user.js';
import { withClient } from '../administration.js';
import { copyCluster } from './copy-cluster.js';

/** A running server's cluster, and where its copy goes. */
export interface BaseBackup {
  /** The administrator's URL of the running server. */
  readonly url: string;
  readonly from: string;
  readonly to: string;
  readonly owner: OsUser | undefined;
}

/**
 * Copies the cluster of a running server, as `pg_basebackup` would, which the programs from npm lack. The copy becomes consistent
 * when a server replays the log from the backup's start on.
 */
export async function takeBaseBackup({ url, from, to, owner }: BaseBackup): Promise<void> {
  const label = await withClient(url, async (client) => {
    // One session from start to stop: the server forgets a backup whose session ends.
    await client.query("SELECT pg_backup_start('ledgerline standby', fast => true)");
    await copyCluster(from, to, owner);
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)');
    return rows[0]!.labelfile;
  });
  await writeOwned(join(to, 'backup_label'), label, owner);
}

/** Writes a file that only the account of the server may read. */
export async function writeOwned(path: string, text: string, owner: OsUser | undefined): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  if (owner) await chown(path, owner.uid, owner.gid);
}
