import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { ServerStartFailedException } from '../exceptions/server-start-failed.exception.js';
import type { OsUser } from '../os-user/os-user.js';
import { OutputTail } from './output-tail.js';
import { serverEnvironment } from './server-environment.js';
import { SUPERVISOR_SCRIPT } from './supervisor-script.js';

const KILLED = 137;

type StopSignal = 'INT' | 'TERM' | 'KILL';

/** A server to run under supervision. */
export interface SupervisedCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** The account to run as; this process's own unless told. */
  readonly user?: OsUser;
  /** Sent when this process ends: lets clients that are shutting down themselves go on for some seconds. */
  readonly gentleSignal: StopSignal;
  /** Sent after that, and when somebody asks the watching shell to end. */
  readonly stopSignal: StopSignal;
  readonly onLine?: (line: string) => void;
}

/** A server that ends, in good order, whenever this process ends, even by `kill -9`. It does not keep this process alive. */
export class SupervisedProcess {
  private isGone = false;

  /** Fulfilled with the exit code (128 + number for a signal) once the server and all its children are gone. */
  readonly ended: Promise<number>;

  private constructor(
    readonly pid: number,
    private readonly output: OutputTail,
    ended: Promise<number>,
  ) {
    this.ended = ended.then((code) => {
      this.isGone = true;
      return code;
    });
  }

  /** @throws ServerStartFailedException when the program cannot be run at all */
  static async spawn(command: SupervisedCommand): Promise<SupervisedProcess> {
    const shell = spawn('/bin/sh', ['-c', SUPERVISOR_SCRIPT, 'sh', command.program, ...command.args], {
      cwd: '/',
      // A group of its own: Ctrl-C in a terminal is for this process, which then decides when the server goes.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...serverEnvironment(), GENTLE_SIGNAL: command.gentleSignal, STOP_SIGNAL: command.stopSignal },
      ...(command.user ? { uid: command.user.uid, gid: command.user.gid } : {}),
    });
    // The far end closes this pipe when the server ends by itself; that is not an error.
    shell.stdin.on('error', () => undefined);
    const output = new OutputTail(shell.stderr, command.onLine);
    // Backends hold standard error open, so `close` (not `exit`) says that the last of them is gone.
    const ended = new Promise<number>((resolve) => shell.once('close', (code) => resolve(code ?? KILLED)));
    const pid = await readPid(shell, command.program);
    letGo(shell);
    return new SupervisedProcess(pid, output, ended);
  }

  /** Whether the server and all its children are gone. */
  get hasEnded(): boolean {
    return this.isGone;
  }

  /** The last lines that the server wrote. */
  get lastOutput(): string {
    return this.output.toString();
  }

  /** Sends a signal to the server itself; nothing happens when it is gone. */
  signal(signal: NodeJS.Signals): void {
    if (this.isGone) return;
    try {
      process.kill(this.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function readPid(shell: ChildProcessByStdio<Writable, Readable, Readable>, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause?: unknown) =>
      reject(new ServerStartFailedException(program, 'the shell that watches over it cannot be run', '', cause));
    shell.once('error', fail);
    shell.once('close', () => fail());
    createInterface({ input: shell.stdout }).once('line', (line) => resolve(Number(line)));
  });
}

/** A server that nobody stops must not keep its owner from ending, a spec that failed among them. */
function letGo(shell: ChildProcessByStdio<Writable, Readable, Readable>): void {
  shell.unref();
  for (const pipe of [shell.stdin, shell.stdout, shell.stderr]) (pipe as unknown as Socket).unref();
}
