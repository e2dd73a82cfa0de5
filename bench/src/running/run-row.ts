import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measurement } from '../row.js';

/** What a row's process is told. */
export interface RowJob {
  readonly id: string;
  readonly url: string;
  readonly rounds: number;
  readonly sampleTime: number;
  readonly size: number;
  /** Where to put a CPU profile of Ledgerline's samples, if one is wanted. */
  readonly profileFile?: string;
}

/** What a row's process tells. */
export type RowMessage = { readonly progress: string } | { readonly measurement: Measurement } | { readonly error: string };

const PROGRAM = fileURLToPath(new URL('row-process.js', import.meta.url));

/**
 * Runs a row in a process of its own: all its contestants under the same conditions, and none of them under what rows before it left
 * of memory, compiled code and open connections.
 *
 * @throws Error when the row fails, or its process ends without an answer
 */
export function runRow(job: RowJob, progress: (text: string) => void): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const child = fork(PROGRAM, { execArgv: ['--enable-source-maps'], serialization: 'advanced' });
    child.on('message', (message: RowMessage) => {
      if ('progress' in message) progress(message.progress);
      else if ('measurement' in message) resolve(message.measurement);
      else reject(new Error(message.error));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`The process of row ${job.id} ended early (${signal ?? code}).`)));
    child.send(job);
  });
}
