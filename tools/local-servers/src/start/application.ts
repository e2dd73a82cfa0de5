import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** How the application is run. */
export interface ApplicationCommand {
  /** Its main file, built. */
  readonly main: string;
  /** Arguments for Node before the main file. */
  readonly nodeArgs: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** The application, in a process of its own that ends when this one does. */
export class Application {
  /** Fulfilled with its exit code, 128 + number for a signal. */
  readonly ended: Promise<number>;

  private constructor(private readonly child: ChildProcess) {
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  }

  static run({ main, nodeArgs, env }: ApplicationCommand): Application {
    // A group of its own: Ctrl-C in a terminal is for the start script, which stops the application before its database.
    const stdio: ('ignore' | 'inherit' | 'ipc')[] = ['ignore', 'inherit', 'inherit', 'ipc'];
    return new Application(spawn(process.execPath, [...nodeArgs, main], { env, stdio, detached: true }));
  }

  /**
   * Asks it to shut down, and kills it when it has not within `patienceMs` or when `hurry` is aborted.
   *
   * @returns whether it went by itself
   */
  async stop(patienceMs: number, hurry: AbortSignal): Promise<boolean> {
    this.child.kill('SIGTERM');
    const patience = new AbortController();
    const isObedient = await Promise.race([
      this.ended.then(() => true),
      pause(patienceMs, false, { signal: AbortSignal.any([hurry, patience.signal]) }).catch(() => false),
    ]);
    patience.abort();
    if (!isObedient) this.child.kill('SIGKILL');
    await this.ended;
    return isObedient;
  }
}
