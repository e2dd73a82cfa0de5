import { setTimeout as pause } from 'node:timers/promises';
import { ServerStartFailedException } from '../exceptions/server-start-failed.exception.js';
import { freePort } from '../ports/free-port.js';
import { endProcess } from '../supervision/end-process.js';
import { SupervisedProcess } from '../supervision/supervised-process.js';
import { withConnection } from './administration.js';
import { ADMINISTRATOR } from './mariadb-home.js';
import type { MariaDbHome } from './mariadb-home.js';
import type { MariaDbInstallation } from './mariadb-installation.js';

/** How a server is launched on a data folder that exists. */
export interface MariaDbLaunch {
  readonly installation: MariaDbInstallation;
  readonly home: MariaDbHome;
  /** A free one is taken where this is absent. */
  readonly port?: number;
  /** Server variables, given on the command line. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly onLine?: (line: string) => void;
  /** Milliseconds; crash recovery after a lot of writing takes a while. */
  readonly timeoutMs: number;
}

/** A server that accepts connections. */
export interface LaunchedMariaDb {
  readonly process: SupervisedProcess;
  readonly port: number;
}

const PORT_TRIES = 5;

/** The administrator's URL of `database` on a server that listens on `port`. */
export function urlOf({ password }: MariaDbHome, port: number, database: string): string {
  return `mysql://${ADMINISTRATOR}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/** @throws ServerStartFailedException when it ends, or is not ready in time */
export async function launchMariaDb(launch: MariaDbLaunch): Promise<LaunchedMariaDb> {
  for (let tries = 1; ; tries++) {
    const port = launch.port ?? (await freePort());
    const process = await spawnServer(launch, port);
    if (await becomesReady(process, launch, port)) return { process, port };
    const isPortLost = launch.port === undefined && /bind on TCP\/IP port/i.test(process.lastOutput);
    if (!isPortLost || tries === PORT_TRIES) {
      throw new ServerStartFailedException(launch.installation.server, `it ended at once on port ${port}`, process.lastOutput);
    }
  }
}

function spawnServer({ installation, home, settings, onLine }: MariaDbLaunch, port: number): Promise<SupervisedProcess> {
  const variables = {
    datadir: home.data,
    tmpdir: home.temporary,
    port,
    socket: home.socket,
    'pid-file': home.pidFile,
    'init-file': home.initFile,
    'bind-address': '127.0.0.1',
    'character-set-server': 'utf8mb4',
    'max-connections': 300,
    'innodb-buffer-pool-size': '64M',
    ...(installation.flavour === 'mysql' ? { mysqlx: 'OFF' } : {}),
    ...settings,
  };
  return SupervisedProcess.spawn({
    program: installation.server,
    args: ['--no-defaults', '--skip-name-resolve', ...Object.entries(variables).map(([name, value]) => `--${name}=${value}`)],
    user: home.user,
    gentleSignal: 'TERM',
    stopSignal: 'KILL',
    onLine,
  });
}

/** Ready when the administrator can come in: nobody else's server on this port knows the password. */
async function becomesReady(process: SupervisedProcess, launch: MariaDbLaunch, port: number): Promise<boolean> {
  const deadline = performance.now() + launch.timeoutMs;
  while (!process.hasEnded) {
    try {
      await withConnection(urlOf(launch.home, port, 'mysql'), (connection) => connection.query('SELECT 1'));
      return !process.hasEnded;
    } catch (cause) {
      if (performance.now() >= deadline) {
        await endProcess(process, ['SIGKILL']);
        const reason = `it was not ready within ${launch.timeoutMs} ms`;
        throw new ServerStartFailedException(launch.installation.server, reason, process.lastOutput, cause);
      }
    }
    await pause(20);
  }
  return false;
}
