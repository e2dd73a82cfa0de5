import { randomBytes } from 'node:crypto';
import { TemporaryFolder } from '../../folders/temporary-folder.js';
import { eventually } from '../../waiting/eventually.js';
import { withClient } from '../administration.js';
import { launchPostgres } from '../launch-postgres.js';
import { homeIn } from '../postgres-home.js';
import { PostgresServer } from '../postgres-server.js';
import { takeBaseBackup } from './base-backup.js';
import { PostgresStandby } from './postgres-standby.js';
import { createSlot, dropSlot } from './replication-slot.js';
import { writeStandbySettings } from './standby-settings.js';

/** What a standby is started with. */
export interface StartStandbyOptions {
  /** Settings of `postgresql.conf`, over those of the primary. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Gets every line of the standby's log. */
  readonly onLog?: (line: string) => void;
}

/**
 * Starts a hot standby of a running server: a real replica, by a base backup and streaming replication through a slot. It lives in
 * a temporary folder, in memory where there is room, and ends with this process.
 *
 * @throws ServerStartFailedException when the standby does not come up, with its last words
 */
export async function startStandby(primary: PostgresServer, options: StartStandbyOptions = {}): Promise<PostgresStandby> {
  const { home, ...launch } = primary.launch;
  const slot = `standby_${randomBytes(6).toString('hex')}`;
  const folder = await TemporaryFolder.create({ purpose: 'standby', owner: home.user, inMemory: true });
  const standby = homeIn(folder.path, home.user);
  const release = async () => {
    await folder.remove();
    if (primary.isRunning) await dropSlot(primary.url, slot);
  };
  try {
    await createSlot(primary.url, slot);
    await takeBaseBackup({ url: primary.url, from: home.cluster, to: standby.cluster, owner: home.user });
    await writeStandbySettings(standby.cluster, { url: primary.url, slot }, home.user);
    const settings = { ...launch.settings, ...DEFAULTS, ...options.settings };
    const own = { ...launch, home: standby, port: undefined, settings, onLine: options.onLog };
    const server = new PostgresServer(own, await launchPostgres(own), passwordIn(primary.url), release);
    await eventually(() => isStreaming(primary.url, slot), { until: 'the standby streams', timeout: own.timeoutMs });
    return new PostgresStandby(server, primary);
  } catch (error) {
    await release();
    throw error;
  }
}

/** Soon back at its primary after either was away; PostgreSQL's own interval is 5 s. */
const DEFAULTS = { hot_standby: 'on', wal_retrieve_retry_interval: '100ms' };

const passwordIn = (url: string): string => decodeURIComponent(new URL(url).password);

async function isStreaming(url: string, slot: string): Promise<boolean> {
  const question = 'SELECT active FROM pg_replication_slots WHERE slot_name = $1';
  const { rows } = await withClient(url, (client) => client.query<{ active: boolean }>(question, [slot]));
  return rows[0]?.active === true;
}
