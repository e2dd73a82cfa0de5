import { parseMetadata, type StoredEvent } from '@ledgerline/event-sourcing/backend';
import type { JsonObject } from '@ledgerline/event-sourcing';
import type { EventDetail } from '../../api/events.js';
import type { EventsPart, SagasPart } from '../application/suite.js';
import type { PersonalData } from '../payload/personal-data.js';
import { eventSummary } from './event-summary.js';
import { sagaStepOf } from './saga-step-of.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Everything about one event: as it was stored, as the application sees it today, and what led to it. */
export async function eventDetail(
  stored: StoredEvent,
  events: EventsPart,
  sagas: SagasPart | undefined,
  personal: PersonalData,
): Promise<EventDetail> {
  const { data, ...heading } = stored;
  const { metadata } = parseMetadata(stored.metadata);
  const summary = eventSummary({ ...heading, bytes: Buffer.byteLength(data) });
  return {
    ...summary,
    stored: personal.payload(stored.type, stored.schemaVersion, JSON.parse(data)),
    metadata: personal.anything(metadata),
    ...today(stored, events, personal),
    ...(await causeOf(summary.causationId, events, sagas)),
  };
}

/** What the application's classes make of it. */
function today(
  stored: StoredEvent,
  { upcasters, registry }: EventsPart,
  personal: PersonalData,
): Pick<EventDetail, 'upcast' | 'unreadable'> {
  const { type, schemaVersion, stream, version, data, id, partition, position } = stored;
  try {
    const parts = upcasters.takes(type, schemaVersion)
      ? upcasters.upcast(type, schemaVersion, JSON.parse(data) as JsonObject, {
          id,
          type,
          schemaVersion,
          stream,
          version,
          partition,
          position,
          recordedAt: new Date(stored.recordedAt),
          metadata: parseMetadata(stored.metadata).metadata,
        })
      : undefined;
    for (const part of parts ?? [{ type, version: schemaVersion }]) {
      const known = registry.byName(part.type);
      if (!known)
        return {
          unreadable: `No class is registered for the type “${part.type}”: EventSourcingModule.forFeature({ events: […] }).`,
        };
      if (known.version !== part.version)
        return {
          unreadable: `No upcaster leads from version ${part.version} of “${part.type}” to the class's version ${known.version}.`,
        };
    }
    if (!parts) return {};
    const view = (part: (typeof parts)[number]) => personal.payload(part.type, part.version, part.payload);
    return { upcast: parts.map((part) => ({ type: part.type, schemaVersion: part.version, payload: view(part) })) };
  } catch (error) {
    return { unreadable: `An upcaster has failed: ${(error as Error).message}` };
  }
}

async function causeOf(
  causationId: string | undefined,
  { backend }: EventsPart,
  sagas: SagasPart | undefined,
): Promise<Pick<EventDetail, 'cause' | 'saga'>> {
  if (causationId === undefined) return {};
  if (UUID.test(causationId)) {
    const cause = await backend.browser.event(causationId);
    return cause ? { cause: eventSummary({ ...cause, bytes: Buffer.byteLength(cause.data) }) } : {};
  }
  const step = sagaStepOf(causationId);
  const saga = step && sagas && (await sagas.store.find(step.sagaId));
  return saga?.run === step?.run && saga && step ? { saga: { id: saga.id, name: saga.name, step: step.step } } : {};
}
