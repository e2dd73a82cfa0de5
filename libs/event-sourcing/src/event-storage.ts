import { Logger } from '@nestjs/common';
import { resolveStorage, type ResolvedStorage } from '@ledgerline/storage';
import type { EventSourcingModuleOptions } from './event-sourcing-options.js';

/** Where the event store keeps its log; modules without a `storage` of their own use the same place. */
export class EventStorage {
  constructor(readonly resolved: ResolvedStorage) {}

  /** @throws InvalidStorageUrlException */
  static from({ storage }: EventSourcingModuleOptions): EventStorage {
    if (storage === undefined) {
      new Logger('EventStore').warn(
        'No `storage` was given to EventSourcingModule.forRoot: events are kept in memory, and nothing will survive.',
      );
    }
    return new EventStorage(resolveStorage(storage ?? 'memory:'));
  }
}
