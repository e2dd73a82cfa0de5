import { readdirSync, readFileSync } from 'node:fs';

/** A process and all that it started, living now; on systems with `/proc`. */
export function processFamily(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended in the meantime.
    }
  }
  const family = [pid];
  for (const each of family) for (const [child, parent] of parents) if (parent === each) family.push(child);
  return family;
}

/** Sends a signal to a server with all its processes: `SIGSTOP` makes it fall silent with every connection open. */
export function signalFamily(pid: number, signal: NodeJS.Signals): void {
  for (const each of processFamily(pid)) {
    try {
      process.kill(each, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
