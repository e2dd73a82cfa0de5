import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Bench } from '../row.js';

/** The log to fill. */
export interface FillJob {
  readonly url: string;
  readonly events: number;
}

const PROGRAM = fileURLToPath(new URL('fill-log-process.js', import.meta.url));

/**
 * Fills a log from another process, so that this one's memory knows nothing of it.
 *
 * @throws Error when that process fails
 */
export async function fillLogElsewhere(events: number, { url, progress }: Pick<Bench, 'url' | 'progress'>): Promise<void> {
  const child = fork(PROGRAM, { execArgv: ['--enable-source-maps'] });
  child.on('message', (text: string) => progress(text));
  child.send({ url, events } satisfies FillJob);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (code !== 0) throw new Error(`The process that fills the log ended with ${signal ?? code}.`);
}
