import type { RecordedEvent } from '@ledgerline/event-sourcing';
import { ManualClock } from '@ledgerline/testing';
import fc from 'fast-check';
import { MemoryProjectionLedger } from '../ledger/memory/memory-projection-ledger.js';
import type { ProjectionAdvance, ProjectionKey } from '../ledger/projection-ledger.js';
import { ProjectionKeeper } from './projection-keeper.js';

const KEY: ProjectionKey = { name: 'model', version: 1, partition: 0 };
const EVENTS = 30;
const TERM = 9_000;

/** What befalls a transaction. */
type Fate = 'well' | 'the handler fails' | 'the answer is lost';

/** Two nodes on one row. What a handler does and the step of the checkpoint commit together, as in a database. */
class Nodes {
  readonly clock = new ManualClock();
  readonly ledger = new MemoryProjectionLedger();
  readonly effects: number[] = [];
  readonly signals: AbortSignal[] = [];
  readonly keepers = ['one', 'other'].map((owner) => this.#keeper(owner));
  #fate: Fate = 'well';

  /** What a share does: owns the row if it can, and handles the next events. */
  async step(who: number, size: number, fate: Fate = 'well'): Promise<void> {
    const keeper = this.keepers[who]!;
    this.#fate = fate;
    if (!(await keeper.own())) return;
    if (keeper.halt) return keeper.look();
    const from = keeper.position;
    const events = Array.from({ length: Math.min(size, EVENTS - from) }, (_, index) => eventAt(from + index + 1));
    if (events.length === 0) return;
    await keeper.handle(events, from + events.length).catch(() => undefined);
  }

  /** The lease runs out, and its owner does not know. */
  async expire(): Promise<void> {
    const [row] = await this.ledger.rows();
    if (row) await this.ledger.release(KEY, row.epoch);
  }

  #keeper(owner: string): ProjectionKeeper {
    const { ledger, clock } = this;
    return new ProjectionKeeper({
      ledger,
      clock,
      owner,
      term: TERM,
      mostEvents: 10,
      claim: async () => {
        await ledger.add(KEY, 'live', 0);
        return KEY;
      },
      onMove: () => undefined,
      traced: (_, work) => work(),
      work: {
        handle: (key, events, advance, signal) => {
          this.signals.push(signal);
          return this.#transaction(key, events, advance);
        },
      },
    });
  }

  async #transaction(key: ProjectionKey, events: readonly RecordedEvent[], advance: ProjectionAdvance): Promise<boolean> {
    if (this.#fate === 'the handler fails') throw new Error('no');
    if (!(await this.ledger.advance(key, advance))) return false;
    this.effects.push(...events.map(({ position }) => position));
    if (this.#fate === 'the answer is lost') throw new Error('Connection terminated unexpectedly');
    return true;
  }
}

function eventAt(position: number): RecordedEvent {
  return { position, recordedAt: new Date(position) } as RecordedEvent;
}

const happenings = fc.array(
  fc.record({
    who: fc.integer({ min: 0, max: 1 }),
    what: fc.constantFrom(
      'step' as const,
      'step' as const,
      'step' as const,
      'expire' as const,
      'pause' as const,
      'resume' as const,
    ),
    size: fc.integer({ min: 1, max: 4 }),
    fate: fc.constantFrom<Fate>('well', 'well', 'the handler fails', 'the answer is lost'),
    after: fc.constantFrom(0, 10, TERM / 3, 2 * TERM),
  }),
  { maxLength: 60 },
);

describe('The keeper of a projection', () => {
  it('has every effect once and in order, whoever takes over, fails, is paused or loses an answer', async () => {
    await fc.assert(
      fc.asyncProperty(happenings, async (told) => {
        const nodes = new Nodes();
        for (const { who, what, size, fate, after } of told) {
          if (what === 'step') await nodes.step(who, size, fate);
          else if (what === 'expire') await nodes.expire();
          else await (what === 'pause' ? nodes.ledger.pause('model') : nodes.ledger.resume('model', false));
          await nodes.clock.advance(after);
        }
        await nodes.ledger.resume('model', false);
        await nodes.expire();
        for (let step = 0; step < 2 * EVENTS; step++) await nodes.step(step % 2, 4);
        expect(nodes.effects).toEqual(Array.from({ length: EVENTS }, (_, index) => index + 1));
        expect((await nodes.ledger.rows())[0]).toMatchObject({ position: EVENTS, mode: 'running' });
      }),
      { numRuns: 300 },
    );
  });

  it('notes a stretch without events when the log has come to rest, once', async () => {
    const nodes = new Nodes();
    await nodes.step(0, 2);
    const advance = jest.spyOn(nodes.ledger, 'advance');
    for (const position of [5, 6, 7]) await nodes.keepers[0]!.pass(position);
    expect([nodes.keepers[0]!.position, (await nodes.ledger.rows())[0]!.position]).toEqual([7, 2]);
    await nodes.clock.advance(100);
    expect((await nodes.ledger.rows())[0]!.position).toBe(7);
    expect(advance).toHaveBeenCalledTimes(1);
    await nodes.step(0, 3);
    expect(nodes.effects).toEqual([1, 2, 8, 9, 10]);
  });

  it('tells its handlers by a signal when it has lost the projection', async () => {
    const nodes = new Nodes();
    const keeper = nodes.keepers[0]!;
    await nodes.step(0, 2);
    const signal = nodes.signals.at(-1)!;
    expect(signal.aborted).toBe(false);
    await nodes.expire();
    await nodes.step(1, 1);
    expect(await keeper.handle([eventAt(3)], 3)).toBe(false);
    expect([signal.aborted, keeper.isOwner]).toEqual([true, false]);
  });
});
