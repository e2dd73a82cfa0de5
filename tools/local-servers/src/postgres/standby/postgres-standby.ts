import { eventually } from '../../waiting/eventually.js';
import { withClient } from '../administration.js';
import type { PostgresServer, PostgresStop } from '../postgres-server.js';

/** Milliseconds within which a standby must have done what it was asked, on a machine that is busy. */
const PATIENCE = 60_000;

/** A running hot standby: a read-only copy of a server that follows it by streaming. Made by `startStandby`. */
export class PostgresStandby {
  /** @internal */
  constructor(
    /** The standby as a server, to be killed and restarted like any other. */
    readonly server: PostgresServer,
    private readonly primary: PostgresServer,
  ) {}

  /** The administrator's URL of the database `postgres`. */
  get url(): string {
    return this.server.url;
  }

  /** The administrator's URL of `database`. */
  urlOf(database: string): string {
    return this.server.urlOf(database);
  }

  /** Lets the standby fall behind: what the primary commits from now on is received and not shown until {@link resumeReplay}. */
  async pauseReplay(): Promise<void> {
    await this.ask('SELECT pg_wal_replay_pause()');
    await this.wait("pg_get_wal_replay_pause_state() = 'paused'", 'the replay has paused');
  }

  /** Lets the standby go on where it paused. */
  async resumeReplay(): Promise<void> {
    await this.ask('SELECT pg_wal_replay_resume()');
  }

  /** Resolves when the standby shows everything that the primary has committed by now. */
  async caughtUp(): Promise<void> {
    const [position] = await ask(this.primary.url, 'SELECT pg_current_wal_flush_lsn()');
    await this.wait(`pg_last_wal_replay_lsn() >= '${String(position)}'::pg_lsn`, `the standby has replayed ${String(position)}`);
  }

  /** Stops the standby and frees what the primary keeps for it, if that runs. Stop it before its primary. */
  stop(how?: PostgresStop): Promise<void> {
    return this.server.stop(how);
  }

  private ask(question: string): Promise<unknown[]> {
    return ask(this.url, question);
  }

  private async wait(condition: string, until: string): Promise<void> {
    await eventually(async () => (await this.ask(`SELECT ${condition}`))[0] === true, { until, timeout: PATIENCE });
  }
}

const ask = (url: string, question: string): Promise<unknown[]> =>
  withClient(url, async (client) => (await client.query({ text: question, rowMode: 'array' })).rows.flat() as unknown[]);
