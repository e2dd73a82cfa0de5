import { getPostgreSQLEventStore, type PostgresEventStore } from '@event-driven-io/emmett-postgresql';
import type { Event } from '@event-driven-io/emmett';
import pg from 'pg';
import type { Appender } from '../workload/append-load.js';
import type { OrderPlaced } from '../workload/order-placed.event.js';
import type { Place } from '../workload/order-streams.js';

type Payload = Record<string, unknown>;
type OrderPlacedEvent = Event<'OrderPlaced', Payload>;

interface OrderCount {
  readonly orders: number;
}

/**
 * Emmett's event store on PostgreSQL, as its documentation uses it, with as many connections as the raw driver gets.
 *
 * @see https://event-driven-io.github.io/emmett/
 */
export class Emmett implements Appender {
  readonly name = 'Emmett';

  private constructor(
    private readonly store: PostgresEventStore,
    private readonly pool: pg.Pool,
  ) {}

  static async open(url: string, connections = 16): Promise<Emmett> {
    const pool = new pg.Pool({ connectionString: url, max: connections });
    const store = getPostgreSQLEventStore(url, { connectionOptions: { pooled: true, pool } });
    await store.schema.migrate();
    return new Emmett(store, pool);
  }

  async append({ stream, expectedVersion }: Place, orders: readonly OrderPlaced[]): Promise<void> {
    const events = orders.map((order): OrderPlacedEvent => ({ type: 'OrderPlaced', data: order as unknown as Payload }));
    const expectedStreamVersion = expectedVersion === 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(expectedVersion);
    await this.store.appendToStream(stream, events, { expectedStreamVersion });
  }

  /** Rebuilds a state that counts orders; returns their number. */
  async load(stream: string): Promise<number> {
    const { state } = await this.store.aggregateStream<OrderCount, OrderPlacedEvent>(stream, {
      initialState: () => ({ orders: 0 }),
      evolve: ({ orders }: OrderCount) => ({ orders: orders + 1 }),
    });
    return state.orders;
  }

  async close(): Promise<void> {
    await this.store.close();
    await this.pool.end();
  }
}
