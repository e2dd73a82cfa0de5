import { endProcess } from '../supervision/end-process.js';
import type { SupervisedProcess } from '../supervision/supervised-process.js';
import { withClient } from './administration.js';
import { launchPostgres } from './launch-postgres.js';
import type { LaunchedPostgres, PostgresLaunch } from './launch-postgres.js';
import { ADMINISTRATOR } from './postgres-home.js';

/**
 * How a server goes: `fast` ends sessions and writes all down, `immediate` leaves the rest to recovery,
 * `kill` is what a crash does.
 */
export type PostgresStop = 'fast' | 'immediate' | 'kill';

const SIGNALS: Readonly<Record<PostgresStop, NodeJS.Signals>> = { fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' };

/** A running embedded PostgreSQL. Made by `startPostgres`. */
export class PostgresServer {
  /** @internal */
  constructor(
    /** @internal how it was launched, for whatever is made after its image */
    readonly launch: PostgresLaunch,
    private launched: LaunchedPostgres,
    private readonly password: string,
    private readonly release: () => Promise<void>,
  ) {}

  /** Stays the same over restarts. */
  get port(): number {
    return this.launched.port;
  }

  /** The process id of the postmaster. */
  get pid(): number {
    return this.process.pid;
  }

  /** The folder given to `startPostgres`, or the one taken in its place. */
  get dataDir(): string {
    return this.launch.home.folder;
  }

  get isRunning(): boolean {
    return !this.process.hasEnded;
  }

  /** Fulfilled when the present run of the server has ended, for whatever reason, with its exit code. */
  get ended(): Promise<number> {
    return this.process.ended;
  }

  /** The last lines of its log. */
  get lastOutput(): string {
    return this.process.lastOutput;
  }

  /** The administrator's URL of the database `postgres`. */
  get url(): string {
    return this.urlOf('postgres');
  }

  /** The administrator's URL of `database`. */
  urlOf(database: string): string {
    return `postgres://${ADMINISTRATOR}:${this.password}@127.0.0.1:${this.port}/${encodeURIComponent(database)}`;
  }

  /** Creates `database` unless it exists, and returns its URL. */
  async ensureDatabase(database: string): Promise<string> {
    await withClient(this.url, async (client) => {
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
      if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
    });
    return this.urlOf(database);
  }

  /** Stops the server and lets go of its data folder. One that does not obey within half a minute is killed. */
  async stop(how: PostgresStop = 'fast'): Promise<void> {
    await this.end(how);
    await this.release();
  }

  /** Ends the server as a crash would, and waits until its last process is gone. `restart` brings it back. */
  kill(): Promise<void> {
    return this.end('kill');
  }

  /** Brings the server back on the same data and port, stopping it first when it runs. */
  async restart(how: PostgresStop = 'fast'): Promise<void> {
    await this.end(how);
    this.launched = await launchPostgres({ ...this.launch, port: this.port });
  }

  private get process(): SupervisedProcess {
    return this.launched.process;
  }

  private end(how: PostgresStop): Promise<void> {
    return endProcess(this.process, [SIGNALS[how], SIGNALS.immediate, SIGNALS.kill]);
  }
}
