import { Injectable, Optional, type Provider } from '@nestjs/common';
import { InjectReadDb } from '@ledgerline/cqrs';
import { DataSource } from 'typeorm';
import { MemoryOrderSummaries } from './memory-order-summaries.js';
import { OrderSummaries } from './order-summaries.js';
import { SqlOrderSummaries } from './sql-order-summaries.js';

/** Knows the read database, if the application has one. */
@Injectable()
export class ReadSide {
  constructor(@Optional() @InjectReadDb() readonly database?: DataSource) {}
}

/** The summaries where the application's settings want them. */
export const orderSummariesProviders: readonly Provider[] = [
  ReadSide,
  {
    provide: OrderSummaries,
    useFactory: ({ database }: ReadSide) => (database ? new SqlOrderSummaries(database) : new MemoryOrderSummaries()),
    inject: [ReadSide],
  },
];
