import { InvalidOptionException } from '@ledgerline/storage';
import type { EntityManager } from 'typeorm';
import type { EventMetadata, RecordedEvent } from '../events/recorded-event.js';
import { assertUuid } from '../events/uuid.js';
import type { ExpectedVersion } from '../streams/expected-version.js';

/** Options of `EventStore.append`. */
export interface AppendOptions {
  /** What the stream must be at; anything else is a `ConcurrencyException`. @default 'any' */
  readonly expectedVersion?: ExpectedVersion;
  /** Stored with each event, beside the ids of the current message context. */
  readonly metadata?: EventMetadata;
  /** An id (UUID) for each event; an append that repeats stored ids changes nothing and returns the first result. */
  readonly eventIds?: readonly string[];
  /** Joins this open TypeORM transaction on the store's database. @default that of the unit of work, or the context, that it runs in */
  readonly manager?: EntityManager;
}

/**
 * Where an append's events are. In a unit of work they are written with its commit: until then `position`, `token`, and the position and
 * time of the events throw a `NotCommittedException`.
 */
export interface AppendResult {
  readonly stream: string;
  /** Version of the stream's last event. */
  readonly version: number;
  readonly partition: number;
  /** Position of the last event. */
  readonly position: number;
  /** "As far as here", for reading one's own writes. */
  readonly token: string;
  readonly events: readonly RecordedEvent[];
}

/** @throws InvalidOptionException when the ids are not one UUID for each event */
export function assertEventIds(eventIds: readonly string[], count: number): void {
  if (!Array.isArray(eventIds) || eventIds.length !== count || new Set(eventIds).size !== count) {
    throw new InvalidOptionException('eventIds', `a list of ${count} different ids, one for each event`, eventIds);
  }
  eventIds.forEach((id, index) => assertUuid(`eventIds[${index}]`, id));
}
