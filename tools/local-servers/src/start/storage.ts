import { relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DataFolderInUseException } from '../exceptions/data-folder-in-use.exception.js';
import { startPostgres } from '../postgres/start-postgres.js';
import type { PostgresServer } from '../postgres/postgres-server.js';

/** Where the application keeps its data while it runs. */
export interface ProvidedStorage {
  readonly url: string;
  /** Rejected when the storage is gone for good; never fulfilled. */
  readonly lost: Promise<never>;
  stop(): Promise<void>;
}

/** What the application's database is called in the embedded server. */
const DATABASE = 'ledgerline';
const PREDECESSOR_PATIENCE_MS = 3000;
const RESTARTS = 5;
const RESTARTS_WITHIN_MS = 60_000;

/**
 * The storage that `STORAGE_URL` names, left to itself, or else the embedded PostgreSQL with its data in `dataDir`.
 * An embedded server that dies is started again on the same port: the application reconnects.
 */
export async function provideStorage(
  named: string | undefined,
  dataDir: string,
  report: (line: string) => void,
): Promise<ProvidedStorage> {
  if (named) return { url: named, lost: new Promise(() => undefined), stop: async () => undefined };
  report('Starting PostgreSQL …');
  const server = await startAfterPredecessor(dataDir, report);
  const url = await server.ensureDatabase(DATABASE);
  report(`PostgreSQL runs on port ${server.port}, its data are in ${shown(server.dataDir)}`);
  report(`Database: ${url}`);
  const keeper = new ServerKeeper(server, report);
  return { url, lost: keeper.lost, stop: () => keeper.stop() };
}

/** A predecessor that is just shutting down still has the folder for a moment. */
async function startAfterPredecessor(dataDir: string, report: (line: string) => void): Promise<PostgresServer> {
  const deadline = performance.now() + PREDECESSOR_PATIENCE_MS;
  for (let isReported = false; ; isReported = true) {
    try {
      return await startPostgres({ dataDir });
    } catch (error) {
      if (!(error instanceof DataFolderInUseException) || performance.now() >= deadline) throw error;
      if (!isReported) report(`Process ${error.ownerPid} has the data. Waiting for its end …`);
    }
    await pause(100);
  }
}

function shown(folder: string): string {
  const fromHere = relative(process.cwd(), folder);
  return fromHere.startsWith('..') ? folder : fromHere;
}

/** Brings a server back that ends without being asked to. */
class ServerKeeper {
  private readonly restarts: number[] = [];
  private isStopping = false;
  private restarting: Promise<void> = Promise.resolve();
  readonly lost: Promise<never>;

  constructor(
    private readonly server: PostgresServer,
    private readonly report: (line: string) => void,
  ) {
    this.lost = this.keep();
    this.lost.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.restarting.catch(() => undefined);
    await this.server.stop();
  }

  private async keep(): Promise<never> {
    for (;;) {
      const code = await this.server.ended;
      if (this.isStopping) return new Promise<never>(() => undefined);
      this.report(`PostgreSQL ended by itself (exit code ${code}). Starting it again …`);
      this.restarting = this.restart();
      await this.restarting;
      this.report('PostgreSQL runs again.');
    }
  }

  private async restart(): Promise<void> {
    const now = performance.now();
    while ((this.restarts[0] ?? now) < now - RESTARTS_WITHIN_MS) this.restarts.shift();
    if (this.restarts.length === RESTARTS) {
      throw new Error(`PostgreSQL ended ${RESTARTS + 1} times within a minute. It wrote last:\n${this.server.lastOutput}`);
    }
    this.restarts.push(now);
    await this.server.restart();
  }
}
