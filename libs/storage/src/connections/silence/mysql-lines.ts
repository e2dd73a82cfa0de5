import type { Socket } from 'node:net';
import type { Connection, Pool, RowDataPacket } from 'mysql2';
import type { Line, Lines } from './line.js';

/** What `mysql2` keeps in a connection and a pool and does not declare. */
interface ConnectionParts {
  readonly stream: Socket;
  readonly _command?: unknown;
}
interface PoolParts {
  readonly config: { readonly connectionConfig: object };
}

/** The driver's class of connections, which takes a checked configuration. */
export type ConnectionClass = new (parts: { readonly config: object }) => Connection;

const OWN = 'SELECT CONNECTION_ID() AS own';
const AT_WORK = "SELECT ID AS id FROM information_schema.PROCESSLIST WHERE COMMAND <> 'Sleep'";

/** The lines of a `mysql2` pool. */
export class MysqlLines implements Lines {
  readonly #lines = new Map<unknown, Line & { readonly stream: Socket }>();
  readonly #free = new WeakSet<object>();

  constructor(
    private readonly pool: Pool,
    private readonly Connection: ConnectionClass,
  ) {
    pool.on('acquire', (connection) => {
      this.#free.delete(connection);
      this.#note(connection);
    });
    pool.on('release', (connection) => void this.#free.add(connection));
  }

  open(): readonly Line[] {
    for (const [connection, { stream }] of this.#lines) if (stream.destroyed) this.#lines.delete(connection);
    return [...this.#lines.values()];
  }

  async atWork(_sessions: readonly number[], limit: number): Promise<ReadonlySet<number> | undefined> {
    const { connectionConfig } = (this.pool as unknown as PoolParts).config;
    const connection = new this.Connection({ config: copyOf(connectionConfig, { connectTimeout: limit }) });
    const end = endOf(connection as unknown as ConnectionParts);
    const timer = setTimeout(() => end(new Error('connect ETIMEDOUT')), limit);
    connection.on('error', ignore);
    try {
      const [own] = await rowsOf<{ own: number }>(connection, OWN);
      if (Number(own?.own) !== connection.threadId) return undefined;
      return new Set((await rowsOf<{ id: number }>(connection, AT_WORK)).map(({ id }) => Number(id)));
    } finally {
      clearTimeout(timer);
      end();
    }
  }

  #note(connection: object): void {
    if (this.#lines.has(connection)) return;
    const parts = connection as ConnectionParts & { readonly threadId: number };
    const { stream } = parts;
    const isFree = () => this.#free.has(connection);
    this.#lines.set(connection, {
      stream,
      session: parts.threadId,
      get heard() {
        return stream.bytesRead;
      },
      get isWaiting() {
        return Boolean(parts._command);
      },
      get isFree() {
        return isFree();
      },
      hangUp: (reason) => stream.destroy(reason),
    });
  }
}

/** The driver writes into its configuration, which the connections of a pool must not share. */
function copyOf(config: object, changes: object): object {
  const copy: object = Object.create(Object.getPrototypeOf(config) as object, Object.getOwnPropertyDescriptors(config));
  return Object.assign(copy, changes);
}

/** The socket is another one once TLS has begun. */
function endOf(parts: ConnectionParts): (reason?: Error) => void {
  return (reason) => void parts.stream.destroy(reason);
}

function rowsOf<Row>(connection: Connection, sql: string): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    connection.query<RowDataPacket[]>(sql, (error, rows) => (error ? reject(error as Error) : resolve(rows as unknown as Row[])));
  });
}

function ignore(): void {}
