/** For authors of storage backends and for sibling packages; not covered by semantic versioning yet. @internal */
export type {
  AppendedEvents,
  AppendOutcome,
  AppendRequest,
  CommitSignal,
  EventBackend,
  LoadedStream,
  LoadQuery,
  LogPage,
  LogQuery,
  LogReads,
  NewEvent,
  SafeHead,
  StoredSnapshot,
  StreamClosing,
  StreamQuery,
  StreamReservation,
} from './backends/event-backend.js';
export { createEventBackend, EventBackendHolder } from './backends/event-backend-holder.js';
export type {
  BrowsePage,
  BrowseQuery,
  EventBrowser,
  EventHeading,
  LogSizes,
  SnapshotHeading,
  StreamHeading,
  StreamsPage,
  StreamsQuery,
} from './browsing/event-browser.js';
export { positionAt } from './browsing/position-at.js';
export { LocalCommits } from './commits/local-commits.js';
export type { CommitListener, CommittedEvents } from './commits/committed-events.js';
export type { StoredEvent } from './events/recorded-event.js';
export { aggregateInternals } from './aggregates/aggregate-root.js';
export { LedgerlineEventStore } from './ledgerline-event-store.js';
export { EventRegistry } from './events/event-registry.js';
export { UpcasterChain } from './upcasting/upcaster-chain.js';
export { resolveEventSourcingOptions } from './event-sourcing-options.js';
export type { CheckpointStore, ShareKey, ShareLease } from './subscriptions/checkpoint-store.js';
export { EventReader } from './reading/event-reader.js';
export { parseMetadata } from './events/event-serializer.js';
export { MASK, maskPersonal } from './personal/mask-personal.js';
export { PoisonEventError, type EventPlace } from './subscriptions/batch-handler.js';
export type { ShareHalt, ShareKeeper } from './subscriptions/share-keeper.js';
export type { OpenShares } from './subscriptions/subscriptions.js';
export type { SharesOptions } from './subscriptions/subscription-share.js';
export { LeaseTrust, type Moment } from './subscriptions/lease-trust.js';
export { parseToken } from './streams/token.js';
export { categoryOf } from './streams/stream-name.js';
