import type { EventBackend } from '@ledgerline/event-sourcing/backend';
import type { EventsOverview } from '../../api/events.js';

const SECONDS = 60;
/** Entries of the log that a look at the rate reads at most. */
const MOST_READ = 5_000;

/** How much there is and how fast it grows, without counting anything. */
export async function eventsOverview(backend: EventBackend, now: number): Promise<EventsOverview> {
  const partitions = Array.from({ length: backend.partitions }, (_, partition) => partition);
  const since = now - SECONDS * 1_000;
  const [heads, times, { streams }] = await Promise.all([
    Promise.all(partitions.map((partition) => backend.safeHead(partition))),
    Promise.all(partitions.map((partition) => backend.browser.recordedSince(partition, since, MOST_READ))),
    backend.browser.sizes(),
  ]);
  const head = heads.reduce((sum, { position }) => sum + position, 0);
  const held = heads.find(({ heldBack }) => heldBack !== undefined)?.heldBack;
  const perSecond = Array.from({ length: SECONDS }, () => 0);
  for (const at of times.flat()) {
    const second = Math.min(SECONDS - 1, Math.floor((at - since) / 1_000));
    if (second >= 0) perSecond[second]! += 1;
  }
  return {
    events: { count: head, kind: 'estimate' },
    streams: { count: streams, kind: 'estimate' },
    head,
    ...(held ? { heldBack: { pid: held.pid, since: held.since?.getTime() ?? null } } : {}),
    perSecond,
    isRateComplete: times.every((list) => list.length < MOST_READ),
  };
}
