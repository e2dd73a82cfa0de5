import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a worker is told: first where to work, then how long. */
export type WorkerOrder = { readonly url: string } | { readonly callers: number; readonly duration: number };

/** What a worker tells: that it is ready, or how many sagas it ran in how much time. */
export type WorkerReport = { readonly ready: true } | { readonly sagas: number };

const PROGRAM = fileURLToPath(new URL('saga-worker-process.js', import.meta.url));

/** An application in a process of its own that runs sagas when it is told to. */
export class SagaWorker {
  /** Sagas that it has run so far. */
  sagas = 0;

  private constructor(private readonly child: ChildProcess) {}

  static async start(url: string): Promise<SagaWorker> {
    const child = fork(PROGRAM, { execArgv: ['--enable-source-maps'] });
    const worker = new SagaWorker(child);
    await worker.#ask({ url });
    return worker;
  }

  /** Runs sagas for a while, each caller one after the other; gives how many came to their ends. */
  async run(callers: number, duration: number): Promise<number> {
    const report = await this.#ask({ callers, duration });
    const sagas = 'sagas' in report ? report.sagas : 0;
    this.sagas += sagas;
    return sagas;
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }

  async #ask(order: WorkerOrder): Promise<WorkerReport> {
    const over = new AbortController();
    const gone = once(this.child, 'exit', over).then(([code]: unknown[]) => {
      throw new Error(`A process that runs sagas ended with ${String(code)}.`);
    });
    const answer = once(this.child, 'message', over) as Promise<[WorkerReport]>;
    for (const event of [gone, answer]) event.catch(() => undefined);
    this.child.send(order);
    try {
      const [report] = await Promise.race([answer, gone]);
      return report;
    } finally {
      over.abort();
    }
  }
}
