import 'reflect-metadata';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { nativePool, StorageConnections } from '@ledgerline/storage';
import type { Pool } from 'pg';
import type { Appender } from '../workload/append-load.js';
import type { OrderPlaced } from '../workload/order-placed.event.js';
import { OrderHistory } from '../workload/order.aggregate.js';
import type { Place } from '../workload/order-streams.js';

@Module({})
class EventsModule {}

/** Ledgerline as an application has it: Nest's module with its default options, and nothing that is not public. */
export class LedgerlineApp implements Appender {
  readonly name = 'Ledgerline';
  readonly store: EventStore;

  private constructor(private readonly app: INestApplicationContext) {
    this.store = app.get(EventStore);
  }

  /** @param schema of the log; several logs may live in one database */
  static async open(url: string, schema = 'ledgerline'): Promise<LedgerlineApp> {
    const imports = [EventSourcingModule.forRoot({ storage: { url, schema } }), EventSourcingModule.forFeature([OrderHistory])];
    return new LedgerlineApp(
      await NestFactory.createApplicationContext({ module: EventsModule, imports }, { logger: ['error'], abortOnError: false }),
    );
  }

  append({ stream, expectedVersion }: Place, orders: readonly OrderPlaced[]): Promise<unknown> {
    return this.store.append(stream, orders, { expectedVersion });
  }

  /** The driver's pool under it, to count what goes over the wire. */
  get pool(): Pool {
    const [connection] = this.app.get(StorageConnections, { strict: false }).all();
    return nativePool(connection!.dataSource!);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
