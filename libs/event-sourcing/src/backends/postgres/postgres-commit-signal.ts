import type { Notification, Pool } from 'pg';
import { systemClock } from '@ledgerline/storage';
import type { CommitSignal } from '../event-backend.js';

/** Between two notifications of one process, however much it commits. */
const ANNOUNCE_INTERVAL = 25;
const RELISTEN_DELAY = 1_000;

/**
 * LISTEN and NOTIFY, as a hint only: one NOTIFY for all that a process committed within 25 ms, from a connection of its own and
 * after the commits, since a NOTIFY inside the append's transaction takes a lock over the whole server at its commit.
 *
 * Behind a transaction pooler LISTEN hears nothing; polling goes on underneath.
 *
 * @see https://simonwillison.net/2025/Jul/11/postgres-listen-notify/
 */
export class PostgresCommitSignal implements CommitSignal {
  readonly #channel: string;
  #isAnnouncing = false;

  constructor(
    schema: string,
    private readonly pool: () => Pool | undefined,
  ) {
    this.#channel = `${schema}_commits`;
  }

  announce(): void {
    if (this.#isAnnouncing) return;
    this.#isAnnouncing = true;
    systemClock.setTimer(() => {
      this.#isAnnouncing = false;
      // A notification that fails costs the others one poll.
      this.pool()
        ?.query('SELECT pg_notify($1, $2)', [this.#channel, ''])
        .catch(() => undefined);
    }, ANNOUNCE_INTERVAL);
  }

  listen(onHint: () => void): () => Promise<void> {
    let letGo: (() => void) | undefined;
    let isClosed = false;
    let cancelRetry: () => void = () => undefined;
    const onNotification = ({ channel }: Notification) => channel === this.#channel && onHint();
    const relisten = () => {
      letGo = undefined;
      if (!isClosed) cancelRetry = systemClock.setTimer(connect, RELISTEN_DELAY);
    };
    const connect = () =>
      void this.#listenOn(onNotification, relisten).then((listening) => (isClosed ? listening() : (letGo = listening)), relisten);
    connect();
    return async () => {
      isClosed = true;
      cancelRetry();
      // The connection goes, and with it what it listens to.
      letGo?.();
    };
  }

  /** Returns how to give the connection up. */
  async #listenOn(onNotification: (message: Notification) => unknown, onLost: () => void): Promise<() => void> {
    const pool = this.pool();
    if (!pool) throw new Error('not connected yet');
    const client = await pool.connect();
    try {
      await client.query(`LISTEN ${this.#channel}`);
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
    client.on('notification', onNotification);
    let isReleased = false;
    // It may be given up and die at once; the pool bears being told one time only.
    const release = (reason: Error | true) => {
      if (isReleased) return;
      isReleased = true;
      client.release(reason);
    };
    client.on('error', (error) => {
      if (!isReleased) onLost();
      release(error);
    });
    return () => release(true);
  }
}
