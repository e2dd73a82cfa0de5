import { existsSync } from 'node:fs';
import { FolderLock } from '../folders/folder-lock.js';
import { TemporaryFolder } from '../folders/temporary-folder.js';
import { unprivilegedUser } from '../os-user/os-user.js';
import { fillFromTemplate } from './cluster-template.js';
import { initialiseCluster } from './initialise-cluster.js';
import { launchPostgres } from './launch-postgres.js';
import type { PostgresLaunch } from './launch-postgres.js';
import { settleLeftover } from './leftover-server.js';
import { preparePlace } from './place/place.js';
import type { PostgresPlace } from './place/place.js';
import { PREFERRED_USERS } from './place/server-user.js';
import { findPostgres } from './postgres-installation.js';
import { PostgresServer } from './postgres-server.js';

/** What a server is started with. */
export interface StartPostgresOptions {
  /** Where its data live; they stay there after the end. Without one: a temporary folder that is gone after the end. */
  readonly dataDir?: string;
  /** Unless told, the one of last time, if it is free, else any free one. */
  readonly port?: number;
  /** Settings of `postgresql.conf`, over the defaults. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** `false` gives up safety from power cuts and crashes of the machine for speed; for tests that do not test that. */
  readonly isDurable?: boolean;
  /**
   * Keeps a temporary folder in memory, where this machine has room for that: many times faster to fill, and no different to a
   * process that is killed.
   */
  readonly inMemory?: boolean;
  /** Gets every line of the server's log. */
  readonly onLog?: (line: string) => void;
  /** Milliseconds until it must be ready; 120 000 unless told. */
  readonly timeoutMs?: number;
}

const UNSAFE = { fsync: 'off', full_page_writes: 'off', autovacuum_naptime: '60s' };
const SMALL = { max_wal_size: '256MB' };

/**
 * Starts a real PostgreSQL from the programs that npm installed. It ends with this process, however that ends; a server that a
 * killed run left on the same folder is stopped first, and its data are kept.
 *
 * @throws ServerBinariesMissingException when the programs are not installed for this platform
 * @throws DataFolderInUseException when another living process has the folder
 * @throws DataFolderRefusedException when the folder cannot be used
 * @throws ServerStartFailedException when the server does not come up, with its last words
 */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<PostgresServer> {
  const found = findPostgres();
  if (options.dataDir !== undefined) return startIn(await preparePlace(options.dataDir, found), options);
  const temporary = await TemporaryFolder.create({
    purpose: 'postgres',
    owner: unprivilegedUser(PREFERRED_USERS),
    inMemory: options.inMemory,
  });
  try {
    const place = await preparePlace(temporary.path, found);
    await fillFromTemplate(place.installation, place.home);
    return await startIn(place, options, () => temporary.remove());
  } catch (error) {
    await temporary.remove();
    throw error;
  }
}

async function startIn(
  place: PostgresPlace,
  options: StartPostgresOptions,
  afterwards?: () => Promise<void>,
): Promise<PostgresServer> {
  const lock = FolderLock.take(place.home.folder);
  try {
    if (existsSync(place.home.cluster)) await settleLeftover(place.home.cluster);
    const launch = launchOf(place, options);
    const password = await initialiseCluster(place.installation, place.home, options.isDurable ?? true);
    return new PostgresServer(launch, await launchPostgres(launch), password, async () => {
      lock.release();
      await afterwards?.();
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function launchOf(place: PostgresPlace, options: StartPostgresOptions): PostgresLaunch {
  const { port, settings, onLog: onLine, timeoutMs = 120_000, isDurable = true, inMemory = false } = options;
  const defaults = { max_connections: 200, ...(isDurable ? {} : UNSAFE), ...(inMemory ? SMALL : {}) };
  return { ...place, port, onLine, timeoutMs, settings: { ...defaults, ...settings } };
}
