import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';

/**
 * The living processes of a server whose data folder is `folder`. On Linux those that work in it: PostgreSQL and MariaDB enter
 * their data folder as they start, and their children stay there. Elsewhere those whose command line names it.
 */
export function processesServing(folder: string): number[] {
  return process.platform === 'linux' ? workingIn(folder) : naming(folder);
}

function workingIn(folder: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && workingFolder(pid) === folder);
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // It ended meanwhile, is a zombie, or belongs to another user and is none of ours.
    return undefined;
  }
}

function naming(folder: string): number[] {
  return execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`-D ${folder} `))
    .map((line) => Number.parseInt(line, 10));
}
