import { InvalidOptionException } from '@ledgerline/storage';
import { parseMetadata, type BrowseQuery, type EventHeading } from '@ledgerline/event-sourcing/backend';
import type { EventQuery } from '../../api/events.js';
import type { PersonalData } from '../payload/personal-data.js';

/** A filter in two parts: what the database looks for, which may find too much, and what is true of an event that was found. */
export interface EventFilter {
  readonly query: Pick<BrowseQuery, 'category' | 'types' | 'metadataHolds' | 'dataHolds'>;
  /** Whether anything is filtered. */
  readonly isActive: boolean;
  fits(heading: EventHeading): boolean;
}

/**
 * Reads the filters of a question.
 *
 * @throws InvalidOptionException (400) for half a filter, and for a search in what is personal: whoever may not see it may not guess it either
 */
export function eventFilter(
  { category, type, correlationId, field, value, since, until }: EventQuery,
  personal: PersonalData,
): EventFilter {
  if ((field === undefined) !== (value === undefined))
    throw new InvalidOptionException(field === undefined ? 'field' : 'value', 'given together with the other one', undefined);
  const path = field?.split('.') ?? [];
  const secret = path.find((name) => personal.has(name));
  if (secret !== undefined) throw new InvalidOptionException('field', 'one that is not personal', secret);
  return {
    query: {
      ...(category === undefined ? {} : { category }),
      ...(type === undefined ? {} : { types: [type] }),
      ...(correlationId === undefined ? {} : { metadataHolds: `"correlationId":${JSON.stringify(correlationId)}` }),
      ...(value === undefined ? {} : { dataHolds: JSON.stringify(value).slice(1, -1) }),
    },
    isActive: [category, type, correlationId, field].some((each) => each !== undefined),
    fits: ({ metadata, data, recordedAt }) =>
      (since === undefined || recordedAt >= since) &&
      (until === undefined || recordedAt < until) &&
      (correlationId === undefined || parseMetadata(metadata).metadata.correlationId === correlationId) &&
      (value === undefined || standsAt(JSON.parse(data ?? 'null'), path, value)),
  };
}

/** Whether a value stands at a path; through a list every entry is looked at. */
function standsAt(part: unknown, path: readonly string[], value: string): boolean {
  if (Array.isArray(part)) return part.some((each) => standsAt(each, path, value));
  const [name, ...rest] = path;
  if (name === undefined) return (typeof part === 'string' ? part : JSON.stringify(part)) === value;
  return (
    typeof part === 'object' &&
    part !== null &&
    Object.hasOwn(part, name) &&
    standsAt((part as Record<string, unknown>)[name], rest, value)
  );
}
