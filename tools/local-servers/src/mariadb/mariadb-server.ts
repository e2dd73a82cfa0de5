import { escapeId } from 'mysql2';
import { endProcess } from '../supervision/end-process.js';
import type { SupervisedProcess } from '../supervision/supervised-process.js';
import { withConnection } from './administration.js';
import { launchMariaDb, urlOf } from './launch-mariadb.js';
import type { LaunchedMariaDb, MariaDbLaunch } from './launch-mariadb.js';

/** How a server goes: `fast` writes all down, `kill` is what a crash does. */
export type MariaDbStop = 'fast' | 'kill';

/** A running local MariaDB or MySQL. Made by `startMariaDb`. */
export class MariaDbServer {
  /** @internal */
  constructor(
    private readonly launch: MariaDbLaunch,
    private launched: LaunchedMariaDb,
    private readonly release: () => Promise<void>,
  ) {}

  /** Stays the same over restarts. */
  get port(): number {
    return this.launched.port;
  }

  get pid(): number {
    return this.process.pid;
  }

  /** What MariaDB itself calls its data folder. */
  get dataDir(): string {
    return this.launch.home.data;
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

  /** The administrator's URL of the database `mysql`. */
  get url(): string {
    return this.urlOf('mysql');
  }

  /** The administrator's URL of `database`. */
  urlOf(database: string): string {
    return urlOf(this.launch.home, this.port, database);
  }

  /** Creates `database` unless it exists, and returns its URL. */
  async ensureDatabase(database: string): Promise<string> {
    await withConnection(this.url, (connection) => connection.query(`CREATE DATABASE IF NOT EXISTS ${escapeId(database, true)}`));
    return this.urlOf(database);
  }

  /** Stops the server and removes its folder. One that does not obey within half a minute is killed. */
  async stop(how: MariaDbStop = 'fast'): Promise<void> {
    await this.end(how);
    await this.release();
  }

  /** Ends the server as a crash would, and waits until it is gone. `restart` brings it back. */
  kill(): Promise<void> {
    return this.end('kill');
  }

  /** Brings the server back on the same data and port, stopping it first when it runs. */
  async restart(how: MariaDbStop = 'fast'): Promise<void> {
    await this.end(how);
    this.launched = await launchMariaDb({ ...this.launch, port: this.port });
  }

  private get process(): SupervisedProcess {
    return this.launched.process;
  }

  private end(how: MariaDbStop): Promise<void> {
    return endProcess(this.process, how === 'fast' ? ['SIGTERM', 'SIGKILL'] : ['SIGKILL']);
  }
}
