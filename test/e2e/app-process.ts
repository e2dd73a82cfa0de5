import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { TYPESCRIPT } from '../faults/typescript-program.js';

const MAIN = join(__dirname, '../../apps/order-fulfilment/src/main.ts');

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The sample application in a process of its own, in plain Node, with an IPC channel to this one. */
export class AppProcess {
  readonly ended: Promise<ProcessEnd>;
  #output = '';

  private constructor(private readonly child: ChildProcess) {
    const streams = [child.stdout!, child.stderr!];
    for (const stream of streams) stream.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    const exit = new Promise<ProcessEnd>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    // `close` would say both, but Node does not emit it once the IPC channel was closed from here.
    this.ended = Promise.all([exit, ...streams.map((stream) => once(stream, 'end'))]).then(([end]) => end);
  }

  static start(env: Readonly<Record<string, string>>): AppProcess {
    const stdio: ('ignore' | 'pipe' | 'ipc')[] = ['ignore', 'pipe', 'pipe', 'ipc'];
    return new AppProcess(
      spawn(process.execPath, [MAIN], { env: { ...process.env, ...TYPESCRIPT.env, PORT: '0', ...env }, stdio }),
    );
  }

  /** All that it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Where it listens, once it has said so. */
  get url(): string | undefined {
    return /Health\s+(http:\/\/\S+)\/health/.exec(this.#output)?.[1];
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Closes the IPC channel, which is what the death of a parent does. */
  disconnect(): void {
    this.child.disconnect();
  }
}
