import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client, Pool } from 'pg';
import type { Line, Lines } from './line.js';

/** What `pg` keeps in a client and does not declare. */
interface ClientParts {
  readonly processID?: number | null;
  readonly readyForQuery?: boolean;
  readonly connection?: { readonly stream?: Duplex };
}

/** A backend that is not idle is at work; where the server keeps no record of that, all are. */
const AT_WORK = `SELECT pg_backend_pid() AS own, array(
  SELECT a.pid FROM pg_stat_activity a WHERE a.pid = ANY($1::int[]) AND coalesce(a.state, '') NOT LIKE 'idle%') AS busy`;

/** The lines of a `pg` pool. */
export class PostgresLines implements Lines {
  readonly #lines = new Map<unknown, Line & { readonly stream: Socket }>();
  readonly #free = new Set<unknown>();

  constructor(private readonly pool: Pool) {
    pool.on('acquire', (client) => {
      this.#free.delete(client);
      this.#note(client);
    });
    pool.on('release', (_error, client) => void this.#free.add(client));
    pool.on('remove', (client) => {
      this.#free.delete(client);
      this.#lines.delete(client);
    });
  }

  open(): readonly Line[] {
    return [...this.#lines.values()].filter(({ stream }) => !stream.destroyed);
  }

  async atWork(sessions: readonly number[], limit: number): Promise<ReadonlySet<number> | undefined> {
    const pool = this.pool as Pool & { readonly Client: new (options: object) => Client; readonly options: object };
    const client = new pool.Client({ ...pool.options, connectionTimeoutMillis: limit });
    // The socket is another one once TLS has begun.
    const end = (reason?: Error) => void (client as ClientParts).connection?.stream?.destroy(reason);
    const timer = setTimeout(() => end(new Error('Query read timeout')), limit);
    client.on('error', ignore);
    try {
      await client.connect();
      const { rows } = await client.query<{ own: number; busy: number[] }>(AT_WORK, [[...sessions]]);
      const { own, busy } = rows[0]!;
      return own === (client as ClientParts).processID ? new Set(busy) : undefined;
    } finally {
      clearTimeout(timer);
      end();
    }
  }

  #note(client: object): void {
    if (this.#lines.has(client)) return;
    const parts = client as ClientParts;
    const stream = parts.connection?.stream as Socket | undefined;
    // Another implementation of `pg`, such as the native one, has none to watch.
    if (!stream) return;
    const isFree = () => this.#free.has(client);
    this.#lines.set(client, {
      stream,
      session: parts.processID ?? 0,
      get heard() {
        return stream.bytesRead;
      },
      get isWaiting() {
        return parts.readyForQuery === false;
      },
      get isFree() {
        return isFree();
      },
      hangUp: (reason) => stream.destroy(reason),
    });
  }
}

function ignore(): void {}
