import type { StorageOption } from '@ledgerline/storage';

/** What an application is started with. */
export interface Settings {
  /** Port to listen on; 0 = any that is free. */
  readonly port: number;
  /** The event store; without it events are kept in memory. */
  readonly storage?: StorageOption;
  /** The read database; without it the event store's. */
  readonly readStorage?: StorageOption;
  /** The saga store; without it the event store's. */
  readonly sagaStorage?: StorageOption;
}
