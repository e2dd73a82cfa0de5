// Module
export { EventSourcingModule } from './event-sourcing.module.js';
export type { EventSourcingModuleOptions, LogOrdering } from './event-sourcing-options.js';
export type { EventSourcingFeatureOptions } from './event-sourcing-feature.js';
export { EventStorage } from './event-storage.js';
export { eventStoreSchemaSql, migrateEventStore } from './migrate-event-store.js';

// Events
export { Event, type EventClass } from './events/event.js';
export { EventType, type EventTypeOptions } from './events/event-type.decorator.js';
export { EventRegistry } from './events/event-registry.js';
export type { EventMetadata, RawEvent, RecordedEvent } from './events/recorded-event.js';

// Aggregates
export { Aggregate, type AggregateOptions } from './aggregates/aggregate.decorator.js';
export { AggregateRoot } from './aggregates/aggregate-root.js';
export { EventHandler, eventHandlersOf, type EventHandlerBinding } from './aggregates/event-handler.decorator.js';
export { aggregateDefinition, type AggregateClass, type AggregateDefinition } from './aggregates/aggregate-definition.js';
export { AggregateRegistry } from './aggregates/aggregate-registry.js';
export type { LoadOptions } from './aggregates/aggregate-loader.js';

// The store
export { EventStore, type DeleteStreamOptions, type SaveOptions, type UpdateOptions } from './event-store.js';
export type { AppendOptions, AppendResult } from './append/append-options.js';
export type { ReadAllOptions, ReadStreamOptions } from './reading/read-options.js';
export type { ExpectedVersion } from './streams/expected-version.js';
export type { Token } from './streams/token.js';

// Subscriptions
export type { SubscribeOptions, SubscriptionRetryOptions } from './subscriptions/subscribe-options.js';
export type {
  Subscription,
  SubscriptionHandler,
  SubscriptionShareStatus,
  SubscriptionState,
  SubscriptionStatus,
} from './subscriptions/subscription.js';

// Evolution
export {
  Upcaster,
  type EventUpcaster,
  type JsonObject,
  type UpcastEvent,
  type UpcasterOptions,
} from './upcasting/upcaster.decorator.js';

// Personal data
export { Personal, personalPropertiesOf } from './personal/personal.decorator.js';

// Diagnostics
export {
  appendBatchChannel,
  appendChannel,
  loadChannel,
  snapshotChannel,
  type AppendBatchMessage,
  type AppendMessage,
  type LoadMessage,
  type SnapshotMessage,
} from './diagnostics/channels.js';

// Exceptions
export { AggregateNotFoundException } from './exceptions/aggregate-not-found.exception.js';
export { ConcurrencyException } from './exceptions/concurrency.exception.js';
export { EventIdConflictException } from './exceptions/event-id-conflict.exception.js';
export { EventStoreOverloadedException } from './exceptions/event-store-overloaded.exception.js';
export { EventStoreUnavailableException } from './exceptions/event-store-unavailable.exception.js';
export { HardDeleteDisabledException } from './exceptions/hard-delete-disabled.exception.js';
export { InvalidEventException } from './exceptions/invalid-event.exception.js';
export { MissingEventHandlerException } from './exceptions/missing-event-handler.exception.js';
export { MissingUpcasterException } from './exceptions/missing-upcaster.exception.js';
export { NotCommittedException } from './exceptions/not-committed.exception.js';
export { NotInUnitOfWorkException } from './exceptions/not-in-unit-of-work.exception.js';
export { ReplayDisabledException } from './exceptions/replay-disabled.exception.js';
export { SnapshotException } from './exceptions/snapshot.exception.js';
export { StreamClosedException } from './exceptions/stream-closed.exception.js';
export { StreamNotFoundException } from './exceptions/stream-not-found.exception.js';
export { UnknownEventTypeException } from './exceptions/unknown-event-type.exception.js';

// The rest of an application's API that lives in the storage package
export { InvalidStorageUrlException, LedgerlineException, type StorageOption } from '@ledgerline/storage';
