import type { EventStore } from '@ledgerline/event-sourcing';
import { DataSource } from 'typeorm';
import type { OrderPlaced } from '../workload/order-placed.event.js';
import { OrderRow, upsertOrder } from '../workload/order-row.projection.js';

/** A read model as it is often made by hand: for each event a transaction, with the row and the place that was reached. */
export class EventByEvent {
  private constructor(private readonly dataSource: DataSource) {}

  static async open(url: string): Promise<EventByEvent> {
    const dataSource = new DataSource({ type: 'postgres', url, entities: [OrderRow] });
    await dataSource.initialize();
    await dataSource.query('CREATE TABLE places (name text PRIMARY KEY, position bigint NOT NULL)');
    await dataSource.query(`INSERT INTO places VALUES ('order-rows', 0)`);
    return new EventByEvent(dataSource);
  }

  /** Handles the first events of a log, from its beginning. */
  async catchUp(store: EventStore, events: number): Promise<void> {
    for await (const { event, position } of store.readAll({ limit: events })) {
      await this.dataSource.transaction(async (manager) => {
        await upsertOrder(manager, event as OrderPlaced);
        await manager.query(`UPDATE places SET position = $1 WHERE name = 'order-rows'`, [position]);
      });
    }
  }

  close(): Promise<void> {
    return this.dataSource.destroy();
  }
}
