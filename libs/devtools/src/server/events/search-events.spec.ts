import type { BrowsePage, BrowseQuery, EventBackend, EventHeading } from '@ledgerline/event-sourcing/backend';
import { EventSearch } from './search-events.js';

const WINDOW = 100;
const HEAD = 1_000;

/** A log of a thousand events, one in 250 of which is rare; each look takes 60 ms of a clock that the test has. */
function log() {
  let now = 0;
  const looks: BrowseQuery[] = [];
  const heading = (position: number) =>
    ({
      id: String(position),
      type: position % 250 === 0 ? 'Rare' : 'Common',
      stream: 's-1',
      position,
      metadata: null,
      recordedAt: position,
      partition: 0,
    }) as EventHeading;
  const browse = async (query: BrowseQuery): Promise<BrowsePage> => {
    looks.push(query);
    now += 60;
    const window = query.types ? WINDOW : HEAD;
    const isForwards = query.direction === 'forwards';
    const low = isForwards ? query.after + 1 : Math.max(1, Math.min(query.after - 1, query.upTo) - window + 1);
    const high = isForwards ? Math.min(query.upTo, query.after + window) : Math.min(query.after - 1, query.upTo);
    const all = Array.from({ length: Math.max(0, high - low + 1) }, (_, index) => heading(low + index));
    const fitting = all.filter(({ type }) => !query.types || query.types.includes(type));
    const events = (isForwards ? fitting : fitting.reverse()).slice(0, query.limit);
    return { events, scannedTo: events.length >= query.limit ? events.at(-1)!.position : isForwards ? high : low };
  };
  const backend = {
    partitions: 1,
    safeHead: async () => ({ position: HEAD, last: HEAD }),
    browser: { log: browse },
  } as unknown as EventBackend;
  return { search: new EventSearch(backend, 100, () => now), looks };
}

const rare = { query: { types: ['Rare'] }, isActive: true, fits: () => true };
const all = { query: {}, isActive: false, fits: () => true };

describe('A page of the log', () => {
  it.each(['newest', 'oldest'] as const)('of the %s takes one look, and the next goes on behind it', async (order) => {
    const { search, looks } = log();
    const first = await search.page({ order }, all, 10);
    const second = await search.page({ order, cursor: first.next }, all, 10);
    const positions = [...first.items, ...second.items].map(({ position }) => position);
    expect(positions).toEqual(Array.from({ length: 20 }, (_, index) => (order === 'newest' ? HEAD - index : index + 1)));
    expect(looks).toHaveLength(2);
    expect(first.coverage).toBeUndefined();
  });

  it.each(['newest', 'oldest'] as const)(
    'that is searched (%s) ends when its time is through, says so, and leads on to every match',
    async (order) => {
      const { search, looks } = log();
      const found: number[] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const page = await search.page({ order, cursor }, rare, 10);
        found.push(...page.items.map(({ position }) => position));
        cursor = page.next;
        pages += 1;
        expect(page.coverage?.isComplete).toBe(cursor === undefined);
      } while (cursor !== undefined);
      expect(found).toEqual(order === 'newest' ? [1000, 750, 500, 250] : [250, 500, 750, 1000]);
      expect(looks).toHaveLength(10);
      expect(pages).toBe(5);
    },
  );

  it('is full at its limit, and goes on behind the last that it shows', async () => {
    const { search } = log();
    const first = await search.page({}, rare, 1);
    expect(first.items.map(({ position }) => position)).toEqual([1000]);
    const second = await search.page({ cursor: first.next }, rare, 1);
    expect(second.items.map(({ position }) => position)).toEqual([750]);
  });

  it('looks at least once, however little time there is', async () => {
    const { search, looks } = log();
    const none = new EventSearch((search as unknown as { backend: EventBackend }).backend, 0, () => looks.length * 60);
    expect((await none.page({}, rare, 10)).items).toHaveLength(1);
  });
});
