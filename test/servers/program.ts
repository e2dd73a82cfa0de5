import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '@ledgerline/local-servers/testing';

/** How a program of a spec is run. */
export interface ProgramOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
}

const running = new Set<Program>();

/** A process that a spec starts, reads and kills. */
export class Program {
  private readonly lines: string[] = [];
  private code: number | NodeJS.Signals | undefined;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.lines.push(line));
    }
    child.once('close', (code, signal) => {
      this.code = code ?? signal ?? undefined;
      running.delete(this);
    });
  }

  /** Runs a file in Node: of the folder `programs` here, or anywhere by its whole path. */
  static run(file: string, args: readonly string[], { env = {}, uid, gid }: ProgramOptions = {}): Program {
    const child = spawn(process.execPath, [resolve(__dirname, 'programs', file), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], ...env },
      ...(uid === undefined ? {} : { uid, gid }),
    });
    const program = new Program(child);
    running.add(program);
    return program;
  }

  /** Kills what a failed spec left running. */
  static async killAll(): Promise<void> {
    const left = [...running];
    for (const program of left) program.signal('SIGKILL');
    await Promise.all(left.map((program) => program.exit()));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get output(): string {
    return this.lines.join('\n');
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The match, once a line that it has written matches `pattern`. */
  says(pattern: RegExp): Promise<RegExpMatchArray> {
    return eventually(
      () => {
        const match = this.output.match(pattern);
        if (match) return match;
        throw new Error(`The program has written, exit ${this.code ?? 'not yet'}:\n${this.output}`);
      },
      { timeout: 90_000, until: String(pattern) },
    );
  }

  /** The exit code or signal, once it has ended and its output is read. @param timeout milliseconds */
  exit(timeout = 90_000): Promise<number | NodeJS.Signals> {
    return eventually(
      () => {
        if (this.code !== undefined) return this.code;
        throw new Error(`The program runs on and has written:\n${this.output}`);
      },
      { timeout, until: 'the program ends' },
    );
  }
}
