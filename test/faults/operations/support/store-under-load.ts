import { randomUUID } from 'node:crypto';
import { nativeMysqlPool, nativePool, resolveStorage } from '@ledgerline/storage';
import { Part } from '../../event-store/programs/fault-events.js';
import { openStore } from '../../event-store/programs/open-store.js';

/** An append that the store has acknowledged. */
interface Acknowledged {
  readonly stream: string;
  readonly version: number;
}

/** A call that failed, and how long it took. */
export interface FailedCall {
  readonly error: unknown;
  readonly took: number;
}

/** An event store with callers that append and read without a pause, and remember how it went. */
export class StoreUnderLoad {
  readonly acknowledged: Acknowledged[] = [];
  readonly failed: FailedCall[] = [];
  /** The longest time that a call took since {@link forget}. */
  longest = 0;
  #isRunning = true;
  readonly #callers: Promise<void>[];

  private constructor(
    private readonly node: Awaited<ReturnType<typeof openStore>>,
    private readonly url: string,
    callers: number,
  ) {
    this.#callers = Array.from({ length: callers }, (_, index) => this.#call(`load-${index}-${randomUUID()}`));
  }

  static async start(url: string, callers = 16): Promise<StoreUnderLoad> {
    return new StoreUnderLoad(await openStore(url), url, callers);
  }

  get store() {
    return this.node.store;
  }

  forget(): void {
    this.failed.length = 0;
    this.longest = 0;
  }

  /** Ends the load and waits for the calls that are under way. */
  async rest(): Promise<void> {
    this.#isRunning = false;
    await Promise.all(this.#callers);
  }

  async close(): Promise<void> {
    await this.rest();
    await this.node.close();
  }

  /** Acknowledged appends that are not stored as they were acknowledged. */
  async lost(): Promise<Acknowledged[]> {
    const stored = new Map<string, number[]>();
    for (const { stream } of this.acknowledged) if (!stored.has(stream)) stored.set(stream, await this.#versions(stream));
    return this.acknowledged.filter(({ stream, version }) => !stored.get(stream)!.includes(version));
  }

  /** The pool's connections: how many there are, how many of them are free, and who waits for one. */
  pool(): { total: number; free: number; waiting: number } {
    const { dataSource } = this.node.connections.connection(resolveStorage(this.url));
    if (dataSource!.options.type === 'postgres') {
      const { totalCount: total, idleCount: free, waitingCount: waiting } = nativePool(dataSource!);
      return { total, free, waiting };
    }
    const { _allConnections, _freeConnections, _connectionQueue } = nativeMysqlPool(dataSource!) as unknown as Record<
      string,
      { length: number }
    >;
    return { total: _allConnections!.length, free: _freeConnections!.length, waiting: _connectionQueue!.length };
  }

  async #call(stream: string): Promise<void> {
    let number = 0;
    while (this.#isRunning) {
      await this.#timed(async () => {
        const { version } = await this.store.append(stream, new Part(stream, number++, 1));
        this.acknowledged.push({ stream, version });
      });
      await this.#timed(() => this.#versions(stream));
    }
  }

  async #timed(call: () => Promise<unknown>): Promise<void> {
    const startedAt = performance.now();
    try {
      await call();
    } catch (error) {
      this.failed.push({ error, took: performance.now() - startedAt });
      // As a client does that was told to come again; an answer without any wait must not keep the event loop busy.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    this.longest = Math.max(this.longest, performance.now() - startedAt);
  }

  async #versions(stream: string): Promise<number[]> {
    const versions: number[] = [];
    for await (const { version } of this.store.readStream(stream)) versions.push(version);
    return versions;
  }
}
