import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OsUser } from '../../os-user/os-user.js';
import { writeOwned } from './base-backup.js';

/** Where a standby gets its log from. */
export interface StandbySource {
  /** The administrator's URL of the primary. */
  readonly url: string;
  readonly slot: string;
}

/**
 * Makes a copied cluster a standby. What it connects with stands in a file of its own: command lines can be read by everybody.
 */
export async function writeStandbySettings(cluster: string, source: StandbySource, owner: OsUser | undefined): Promise<void> {
  const file = join(cluster, 'postgresql.auto.conf');
  const settings = `primary_conninfo = ${quoted(connectionInfo(source.url))}\nprimary_slot_name = ${quoted(source.slot)}\n`;
  await writeOwned(file, (await readFile(file, 'utf8')) + settings, owner);
  await writeOwned(join(cluster, 'standby.signal'), '', owner);
}

function connectionInfo(url: string): string {
  const { hostname, port, username, password } = new URL(url);
  // The primary's administrator has a password without quotes or spaces.
  return `host=${hostname} port=${port} user=${decodeURIComponent(username)} password=${decodeURIComponent(password)} application_name=standby`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
