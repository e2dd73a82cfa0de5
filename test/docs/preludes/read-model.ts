import type { EventBackend } from '@ledgerline/event-sourcing/backend';
import { Upcaster, type EventUpcaster, type JsonObject } from '@ledgerline/event-sourcing';

export class PriceListPublished {
  constructor(readonly year: number) {}
}

@Upcaster({ type: 'PriceListPublished', from: 1 })
export class AddCurrency implements EventUpcaster {
  upcast(payload: JsonObject): JsonObject {
    return payload;
  }
}

/** What an author of a backend writes. */
export declare const MyBackend: new () => EventBackend;

/** A row of a read model. */
export class OrderSummary {
  id!: string;
  customerId!: string;
}
