import { parseMetadata, type EventHeading } from '@ledgerline/event-sourcing/backend';
import type { EventSummary } from '../../api/events.js';

/** An event's line in a list. */
export function eventSummary(heading: EventHeading): EventSummary {
  const { id, type, schemaVersion, stream, version, partition, position, recordedAt, bytes, metadata } = heading;
  const { correlationId, causationId } = parseMetadata(metadata).metadata;
  return {
    id,
    type,
    schemaVersion,
    stream,
    category: categoryOf(stream),
    version,
    partition,
    position,
    recordedAt,
    bytes,
    ...(typeof correlationId === 'string' ? { correlationId } : {}),
    ...(typeof causationId === 'string' ? { causationId } : {}),
  };
}

function categoryOf(stream: string): string {
  const dash = stream.indexOf('-');
  return dash === -1 ? stream : stream.slice(0, dash);
}
