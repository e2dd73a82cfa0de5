import { setTimeout as pause } from 'node:timers/promises';
import { ServerStartFailedException } from '../exceptions/server-start-failed.exception.js';
import { freePort } from '../ports/free-port.js';
import { endProcess } from '../supervision/end-process.js';
import { SupervisedProcess } from '../supervision/supervised-process.js';
import type { PostgresHome } from './postgres-home.js';
import type { PostgresInstallation } from './postgres-installation.js';
import { lastPort } from './last-port.js';
import { readPostmasterFile } from './postmaster-file.js';

/** How a server is launched on a cluster that exists. */
export interface PostgresLaunch {
  readonly installation: PostgresInstallation;
  readonly home: PostgresHome;
  /** Where this is absent: the one of last time, if it is free, else any free one. */
  readonly port?: number;
  /** Settings of `postgresql.conf`, given on the command line. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly onLine?: (line: string) => void;
  /** Milliseconds; crash recovery after a lot of writing takes a while. */
  readonly timeoutMs: number;
}

/** A server that accepts connections. */
export interface LaunchedPostgres {
  readonly process: SupervisedProcess;
  readonly port: number;
}

const PORT_TRIES = 5;
const RETRY_MS = 100;

/** @throws ServerStartFailedException when it ends, or is not ready in time */
export async function launchPostgres(launch: PostgresLaunch): Promise<LaunchedPostgres> {
  const deadline = performance.now() + launch.timeoutMs;
  for (let portTries = 1; ;) {
    const port = launch.port ?? (portTries === 1 ? lastPort(launch.home.cluster) : undefined) ?? (await freePort());
    const process = await spawnServer(launch, port);
    if (await becomesReady(process, launch, port, deadline)) return { process, port };
    const said = process.lastOutput;
    const isPortLost =
      launch.port === undefined && portTries++ < PORT_TRIES && /could not bind|create any TCP\/IP sockets/.test(said);
    if (!isPortLost && !(isStillOccupied(said) && performance.now() < deadline)) {
      throw new ServerStartFailedException(launch.installation.postgres, `it ended at once on port ${port}`, said);
    }
    if (!isPortLost) await pause(RETRY_MS);
  }
}

/** The last backends of a killed server need a moment to notice; PostgreSQL guards the data until then. */
const isStillOccupied = (output: string): boolean => /pre-existing shared memory block .* is still in use/.test(output);

function spawnServer(launch: PostgresLaunch, port: number): Promise<SupervisedProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...launch.settings,
  };
  return SupervisedProcess.spawn({
    program: launch.installation.postgres,
    args: [
      '-D',
      launch.home.cluster,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    user: launch.home.user,
    // PostgreSQL's smart shutdown takes no new sessions and waits for those that are; its fast one ends them.
    gentleSignal: 'TERM',
    stopSignal: 'INT',
    onLine: launch.onLine,
  });
}

async function becomesReady(
  process: SupervisedProcess,
  launch: PostgresLaunch,
  port: number,
  deadline: number,
): Promise<boolean> {
  while (!process.hasEnded) {
    const file = readPostmasterFile(launch.home.cluster);
    if (file?.pid === process.pid && file.port === port && file.isReady) return true;
    if (performance.now() >= deadline) {
      await endProcess(process, ['SIGQUIT', 'SIGKILL']);
      throw new ServerStartFailedException(
        launch.installation.postgres,
        `it was not ready within ${launch.timeoutMs} ms`,
        process.lastOutput,
      );
    }
    await pause(10);
  }
  return false;
}
