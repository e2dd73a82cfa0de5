import { rmSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { processIdentity } from '../os-process/process-identity.js';
import { processesServing } from '../os-process/serves-folder.js';
import { eventually } from '../waiting/eventually.js';
import { postmasterPath, readPostmasterFile } from './postmaster-file.js';

const FAST_MS = 20_000;
const HARD_MS = 5_000;

/**
 * Ends what a killed run left in `cluster`, so that a server of our own can start there. The caller must own the folder.
 *
 * A `postmaster.pid` of a dead process is PostgreSQL's own business: it checks its shared memory and removes the file.
 * One whose number now belongs to another living process (after a reboot, in a container) stops PostgreSQL for ever, so it goes.
 */
export async function settleLeftover(cluster: string): Promise<'none' | 'stopped' | 'stale'> {
  const folder = await realpath(cluster);
  const file = readPostmasterFile(folder);
  if (file === undefined) return 'none';
  if (!processesServing(folder).includes(file.pid)) {
    await eventually(() => processesServing(folder).length === 0, {
      timeout: HARD_MS,
      until: `the last backends in ${folder} end`,
    });
    if (processIdentity(file.pid) !== undefined) rmSync(postmasterPath(folder), { force: true });
    return 'stale';
  }
  await stop(folder, file.pid);
  return 'stopped';
}

async function stop(folder: string, pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', FAST_MS],
    ['SIGQUIT', HARD_MS],
    ['SIGKILL', HARD_MS],
  ] as const) {
    try {
      process.kill(pid, signal);
      await eventually(() => processesServing(folder).length === 0, { timeout: patience, until: `the server in ${folder} ends` });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      if (signal === 'SIGKILL' || (error as NodeJS.ErrnoException).code === 'EPERM') throw error;
    }
  }
}
