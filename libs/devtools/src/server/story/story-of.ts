import { parseMetadata, positionAt } from '@ledgerline/event-sourcing/backend';
import type { SagaSummary as SagaRowSummary } from '@ledgerline/saga/backend';
import type { EventSummary } from '../../api/events.js';
import type { Story } from '../../api/story.js';
import type { EventsPart, SagasPart } from '../application/suite.js';
import type { DispatchRecorder } from '../dispatches/dispatch-recorder.js';
import { eventFilter } from '../events/event-filter.js';
import { cursorText } from '../events/log-cursor.js';
import { EventSearch } from '../events/search-events.js';
import type { PersonalData } from '../payload/personal-data.js';
import { sagaIdOf, storyTree, type StorySaga } from './story-tree.js';

/** Where a story is looked for: around a moment, or from the newest entries backwards. */
export interface StoryStart {
  readonly correlationId: string;
  readonly at?: number;
}

/** Milliseconds for each direction. */
const BUDGET = 60;
const MOST_EVENTS = 200;
const MOST_SAGAS = 50;
/** Clocks of processes and databases differ. */
const MARGIN = 60_000;

/** What came of one request, as far as the entries of the log around it tell. */
export async function storyOf(
  { correlationId, at }: StoryStart,
  events: EventsPart,
  sagas: SagasPart | undefined,
  { personal, dispatches }: { readonly personal: PersonalData; readonly dispatches: DispatchRecorder },
): Promise<Story> {
  const search = await correlatedEvents(correlationId, at, events, personal);
  const times = search.found.map(({ recordedAt }) => recordedAt);
  const span =
    times.length > 0 ? { from: Math.min(...times), to: Math.max(...times) } : { from: at ?? Date.now(), to: at ?? Date.now() };
  const found = sagas ? await correlatedSagas(correlationId, search.found, span, sagas) : [];
  const ends = found.map(({ row }) => row.finishedAt ?? row.updatedAt);
  return {
    correlationId,
    roots: storyTree(correlationId, search.found, found, dispatches.correlated(correlationId)),
    events: search.found.length,
    sagas: found.length,
    from: Math.min(span.from, ...found.map(({ row }) => row.createdAt)),
    to: Math.max(span.to, ...ends),
    coverage: { isComplete: search.isComplete, scanned: search.scanned, says: search.says },
  };
}

interface Found {
  readonly found: readonly EventSummary[];
  readonly isComplete: boolean;
  readonly scanned: number;
  readonly says: string;
}

/** Looks in both directions from the moment, since what belongs together mostly stands together; a log of several partitions is searched from its end. */
async function correlatedEvents(
  correlationId: string,
  at: number | undefined,
  events: EventsPart,
  personal: PersonalData,
): Promise<Found> {
  const { backend } = events;
  const filter = eventFilter({ correlationId }, personal);
  const search = new EventSearch(backend, BUDGET);
  const parts = [];
  if (at === undefined || backend.partitions > 1) parts.push(await search.page({ order: 'newest' }, filter, MOST_EVENTS));
  else {
    const { position: head } = await backend.safeHead(0);
    const middle = await positionAt(backend.browser, 0, head, at);
    parts.push(
      await search.page({ order: 'newest', cursor: cursorText({ partition: 0, position: middle }) }, filter, MOST_EVENTS),
    );
    parts.push(
      await search.page({ order: 'oldest', cursor: cursorText({ partition: 0, position: middle - 1 }) }, filter, MOST_EVENTS),
    );
  }
  const unique = new Map(parts.flatMap(({ items }) => items).map((event) => [event.id, event]));
  const scanned = parts.reduce((sum, { coverage }) => sum + (coverage?.scanned ?? 0), 0);
  const isComplete = parts.every(({ next, coverage }) => next === undefined && coverage?.isComplete !== false);
  const around = `${scanned} positions of the log around it were searched`;
  const says = isComplete ? 'The whole log was searched.' : `${around}; what lies further away is not shown.`;
  const found = [...unique.values()].sort((a, b) => a.recordedAt - b.recordedAt || a.position - b.position);
  return { found, isComplete, scanned, says };
}

/** Sagas that the events name, and those that were started about then with the same correlation. */
async function correlatedSagas(
  correlationId: string,
  events: readonly EventSummary[],
  { from, to }: { readonly from: number; readonly to: number },
  { store, runner }: SagasPart,
): Promise<StorySaga[]> {
  const named = [...new Set(events.flatMap((event) => sagaIdOf(event) ?? []))].slice(0, MOST_SAGAS);
  const nearby = await store.list({ since: from - MARGIN, until: to + MARGIN, limit: 200 });
  const rows = new Map<string, SagaRowSummary>();
  for (const row of [...(named.length > 0 ? await store.findMany(named) : []), ...nearby])
    if (row.correlationId === correlationId) rows.set(row.id, row);
  const list = [...rows.values()].slice(0, MOST_SAGAS);
  return Promise.all(list.map(async (row) => ({ row, attempts: await runner.history(row.id) })));
}

/** Where the story of a stored event begins; its own id stands for a correlation that it does not name. */
export function startOfEvent({
  id,
  metadata,
  recordedAt,
}: {
  id: string;
  metadata: string | null;
  recordedAt: number;
}): StoryStart {
  const { correlationId } = parseMetadata(metadata).metadata;
  return { correlationId: typeof correlationId === 'string' ? correlationId : id, at: recordedAt };
}
