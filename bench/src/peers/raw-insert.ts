import { randomUUID } from 'node:crypto';
import type { Appender } from '../workload/append-load.js';
import type { OrderPlaced } from '../workload/order-placed.event.js';
import type { Place } from '../workload/order-streams.js';
import type { RawTable } from './raw-table.js';

const INSERT_ONE = {
  name: 'insert_one',
  text: `INSERT INTO raw_events (stream, version, id, type, schema_version, data) VALUES ($1, $2, $3, $4, $5, $6)`,
};
const INSERT_MANY = {
  name: 'insert_many',
  text: `INSERT INTO raw_events (stream, version, id, type, schema_version, data)
    SELECT $1, version, id, type, schema_version, data
      FROM unnest($2::bigint[], $3::uuid[], $4::text[], $5::integer[], $6::json[]) e(version, id, type, schema_version, data)`,
};

/** One row, one statement, one commit; each caller has a connection of its own. */
export class RawSingleInsert implements Appender {
  readonly name: string;

  constructor(private readonly table: RawTable) {
    this.name = table.clients.length === 1 ? 'a prepared INSERT' : `prepared INSERTs on ${table.clients.length} connections`;
  }

  append({ stream, expectedVersion }: Place, [order]: readonly OrderPlaced[], caller: number): Promise<unknown> {
    const values = [stream, expectedVersion + 1, randomUUID(), 'OrderPlaced', 1, JSON.stringify(order)];
    return this.table.clients[caller]!.query({ ...INSERT_ONE, values });
  }
}

/** All rows of an append by one statement over arrays, one commit. */
export class RawUnnestInsert implements Appender {
  readonly name = 'a prepared INSERT … unnest';

  constructor(private readonly table: RawTable) {}

  append({ stream, expectedVersion }: Place, orders: readonly OrderPlaced[], caller: number): Promise<unknown> {
    const values = [
      stream,
      orders.map((_, index) => expectedVersion + index + 1),
      orders.map(() => randomUUID()),
      orders.map(() => 'OrderPlaced'),
      orders.map(() => 1),
      orders.map((order) => JSON.stringify(order)),
    ];
    return this.table.clients[caller]!.query({ ...INSERT_MANY, values });
  }
}
