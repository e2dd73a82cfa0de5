import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The port that the server of `cluster` had last time, from the command line that it notes down; undefined before its first run. */
export function lastPort(cluster: string): number | undefined {
  try {
    const port = /"-p" "(\d+)"/.exec(readFileSync(join(cluster, 'postmaster.opts'), 'utf8'))?.[1];
    return port === undefined ? undefined : Number(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
