import fc from 'fast-check';
import type { RecordedEvent } from '../events/recorded-event.js';
import { handleBatch } from './batch-handler.js';

/** An event is known by its position and by which part of what was stored there it is. */
type Part = RecordedEvent & { readonly part: number };

/** `parts[i]` events came of what is stored at position `i + 1`. */
function eventsOf(parts: readonly number[]): Part[] {
  return parts.flatMap((count, index) =>
    Array.from({ length: count }, (_, part) => ({ position: index + 1, stream: 's', version: index + 1, part }) as Part),
  );
}

/** Handles as a transaction does: what a failing call has done is undone. */
class Model {
  readonly effects: Part[] = [];
  position = 0;
  calls = 0;

  constructor(
    readonly batchSize: number,
    private readonly fails: (event: Part, attempt: number) => boolean,
    private readonly tries = new Map<string, number>(),
  ) {}

  async handle(events: RecordedEvent[], to: number): Promise<boolean> {
    this.calls += 1;
    const parts = events as Part[];
    for (const event of parts) {
      const key = `${event.position} ${event.part}`;
      const attempt = (this.tries.get(key) ?? 0) + 1;
      this.tries.set(key, attempt);
      if (this.fails(event, attempt)) throw new Error(`cannot take ${key}`);
    }
    this.effects.push(...parts);
    this.position = to;
    return true;
  }

  async pass(to: number): Promise<boolean> {
    this.position = to;
    return true;
  }
}

const histories = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 });
const retry = { retries: 2, delay: 10, maxDelay: 20 };
const pause = () => Promise.resolve(true);

describe('A batch', () => {
  it('has every effect once and in order, whatever fails for a while', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories,
        fc.integer({ min: 1, max: 10 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 1 })),
        async (parts, size, fates) => {
          const failures = new Map<string, number>();
          const fails = ({ position, part }: Part, attempt: number) => {
            const key = `${position} ${part}`;
            if (!failures.has(key)) failures.set(key, fates.next().value as number);
            return attempt <= failures.get(key)!;
          };
          const keeper = new Model(size, fails);
          const events = eventsOf(parts);
          // Each part of an event fails once at most, so no event is tried more often than it has parts.
          const patient = { ...retry, retries: 4 };
          expect(await handleBatch(events, 1_000, { keeper, retry: patient, pause })).toBe(true);
          expect(keeper.effects).toEqual(events);
          expect(keeper.position).toBe(1_000);
        },
      ),
    );
  });

  it('stops at an event that stays poison: all before it is handled, nothing of it and behind it', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 10 }), fc.nat(), async (parts, size, pick) => {
        const events = eventsOf(parts);
        fc.pre(events.length > 0);
        const poison = events[pick % events.length]!;
        const keeper = new Model(size, (event) => event === poison);
        const handling = handleBatch(events, 1_000, { keeper, retry, pause });
        await expect(handling).rejects.toMatchObject({ event: { position: poison.position }, attempts: 3 });
        expect(keeper.effects).toEqual(events.filter(({ position }) => position < poison.position));
        expect(keeper.position).toBeLessThan(poison.position);
      }),
    );
  });

  it('that goes well is one call for each batch size, and none when there is nothing in it', async () => {
    const keeper = new Model(3, () => false);
    await handleBatch(eventsOf([1, 2, 1, 1, 0, 1, 1, 1]), 9, { keeper, retry, pause });
    expect([keeper.calls, keeper.position]).toEqual([3, 9]);
    await handleBatch([], 20, { keeper, retry, pause });
    expect([keeper.calls, keeper.position]).toEqual([3, 20]);
  });

  it('whose database is away uses up no retry', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const keeper = { batchSize: 10, handle: () => Promise.reject(away), pass: () => Promise.resolve(true) };
    await expect(handleBatch(eventsOf([1, 1]), 2, { keeper, retry, pause })).rejects.toBe(away);
  });

  it('ends when its share lost the right to it, or is to stop', async () => {
    const lost = { batchSize: 1, handle: () => Promise.resolve(false), pass: () => Promise.resolve(true) };
    expect(await handleBatch(eventsOf([1, 1]), 2, { keeper: lost, retry, pause })).toBe(false);
    const keeper = new Model(10, () => true);
    expect(await handleBatch(eventsOf([1]), 1, { keeper, retry, pause: () => Promise.resolve(false) })).toBe(false);
  });
});
