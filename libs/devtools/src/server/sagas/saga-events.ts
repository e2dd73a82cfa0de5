import type { SagaRow } from '@ledgerline/saga/backend';
import type { SagaEvents } from '../../api/sagas.js';
import type { EventsPart } from '../application/suite.js';
import { eventFilter } from '../events/event-filter.js';
import { sagaStepOf } from '../events/saga-step-of.js';
import { EventSearch } from '../events/search-events.js';
import { parseMetadata } from '@ledgerline/event-sourcing/backend';
import type { PersonalData } from '../payload/personal-data.js';

/** Events may be recorded a little before the saga's own row, by another clock. */
const MARGIN = 5_000;

/** Events to which the steps of a saga led, oldest first: searched in the part of the log that was written while the saga lived. */
export async function sagaEvents(
  row: SagaRow,
  events: EventsPart,
  personal: PersonalData,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<SagaEvents> {
  const time = { since: Math.floor(row.createdAt) - MARGIN, until: Math.ceil(row.finishedAt ?? row.readAt) + MARGIN };
  const filter = eventFilter(time, personal);
  const key = JSON.stringify(`${row.id}/${row.run}/`).slice(0, -1);
  const isOurs = (causationId: unknown) => {
    const step = typeof causationId === 'string' ? sagaStepOf(causationId) : undefined;
    return step?.sagaId === row.id && step.run === row.run;
  };
  return new EventSearch(events.backend).page(
    { ...time, order: 'oldest', cursor },
    {
      ...filter,
      isActive: true,
      query: { metadataHolds: `"causationId":${key}` },
      fits: (heading) => filter.fits(heading) && isOurs(parseMetadata(heading.metadata).metadata.causationId),
    },
    limit,
  );
}
