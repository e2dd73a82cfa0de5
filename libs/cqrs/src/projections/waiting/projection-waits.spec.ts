import { ManualClock } from '@ledgerline/testing';
import type { ProjectionRow } from '../ledger/projection-ledger.js';
import { ProjectionWaits, type WaitTarget } from './projection-waits.js';

function rowOf(name: string, position: number, mode: ProjectionRow['mode'] = 'running'): ProjectionRow {
  const rest = { version: 1, partition: 0, role: 'live', epoch: 1, owner: null, isLeased: false, reachedAt: null } as const;
  const event = { stream: 's', version: 1, position: position + 1 };
  const error = mode === 'faulted' ? { message: 'why', event, attempts: 1, at: '' } : null;
  return { name, position, mode, error, ...rest };
}

function setUp() {
  const clock = new ManualClock();
  const state = { rows: [] as ProjectionRow[], local: new Map<string, number>(), looks: 0, isAway: false };
  const places = {
    local: (name: string) => state.local.get(name),
    rows: () => {
      state.looks += 1;
      return state.isAway ? Promise.reject(new Error('the database is away')) : Promise.resolve(state.rows);
    },
  };
  const waits = new ProjectionWaits(places, clock);
  const wait = (targets: readonly WaitTarget[], timeout = 10_000, signal?: AbortSignal) => {
    const outcome = { state: 'waiting', error: undefined as Error | undefined };
    waits.wait(targets, { timeout, ...(signal ? { signal } : {}) }).then(
      () => (outcome.state = 'done'),
      (error: Error) => Object.assign(outcome, { state: 'failed', error }),
    );
    return outcome;
  };
  return { clock, state, waits, wait };
}

const target = (name: string, position: number): WaitTarget => ({ name, partition: 0, position });

describe('Those who wait for projections', () => {
  it('cost nothing when there is nothing to wait for', async () => {
    const { clock, state, wait } = setUp();
    state.local.set('a', 5);
    const outcome = wait([target('a', 5)]);
    await clock.advance(1_000);
    expect([outcome.state, state.looks]).toEqual(['done', 0]);
  });

  it('hear at once of a projection that runs here', async () => {
    const { clock, state, waits, wait } = setUp();
    state.local.set('a', 4);
    const outcome = wait([target('a', 5)]);
    await clock.advance(0);
    expect(outcome.state).toBe('waiting');
    state.local.set('a', 5);
    waits.moved();
    await clock.advance(0);
    expect(outcome.state).toBe('done');
    expect(state.looks).toBe(0);
  });

  it('look at its row once it runs elsewhere', async () => {
    const { clock, state, wait } = setUp();
    state.local.set('a', 4);
    const outcome = wait([target('a', 5)]);
    await clock.advance(1_000);
    expect([outcome.state, state.looks]).toEqual(['waiting', 0]);
    state.local.delete('a');
    state.rows = [rowOf('a', 5)];
    await clock.advance(500);
    expect(outcome.state).toBe('done');
  });

  it('look at the rows for the others, together, ever more rarely while nothing moves, and no more when nobody waits', async () => {
    const { clock, state, wait } = setUp();
    state.rows = [rowOf('a', 1), rowOf('b', 1)];
    const outcomes = [
      wait([target('a', 2)], 60_000),
      wait([target('b', 3)], 60_000),
      wait([target('a', 2), target('b', 2)], 60_000),
    ];
    await clock.advance(5_000);
    const soFar = state.looks;
    await clock.advance(10_000);
    expect(state.looks - soFar).toBe(40);
    state.rows = [rowOf('a', 2), rowOf('b', 2)];
    await clock.advance(250);
    expect(outcomes.map(({ state: now }) => now)).toEqual(['done', 'waiting', 'done']);
    state.rows = [rowOf('a', 2), rowOf('b', 3)];
    await clock.advance(250);
    expect(outcomes[1]!.state).toBe('done');
    const atTheEnd = state.looks;
    await clock.advance(60_000);
    expect(state.looks).toBe(atTheEnd);
  });

  it('are told what stands still when their time is up', async () => {
    const { clock, state, wait } = setUp();
    state.rows = [rowOf('a', 1, 'faulted'), rowOf('b', 1, 'paused'), rowOf('c', 9)];
    const outcome = wait([target('a', 2), target('b', 2), target('c', 2), target('d', 2)], 1_000);
    await clock.advance(1_001);
    expect(outcome.error).toMatchObject({
      code: 'PROJECTION_WAIT_TIMEOUT',
      missed: [
        { projection: 'a', reached: 1, standstill: 'has stopped at an event (why)' },
        { projection: 'b', reached: 1, standstill: 'is paused' },
        { projection: 'd', reached: undefined },
      ],
    });
  });

  it('bear a database that is away, and learn of it only when their time is up', async () => {
    const { clock, state, wait } = setUp();
    state.isAway = true;
    const [patient, hasty] = [wait([target('a', 2)], 60_000), wait([target('a', 2)], 100)];
    await clock.advance(2_000);
    expect([patient.state, hasty.state]).toEqual(['waiting', 'failed']);
    expect(hasty.error).toMatchObject({ cause: new Error('the database is away') });
    Object.assign(state, { isAway: false, rows: [rowOf('a', 2)] });
    await clock.advance(1_000);
    expect(patient.state).toBe('done');
  });

  it('may give up', async () => {
    const { clock, wait } = setUp();
    const [before, later] = [AbortSignal.abort(new Error('gone before')), new AbortController()];
    const outcomes = [wait([target('a', 2)], 0, before), wait([target('a', 2)], 0, later.signal)];
    await clock.advance(100_000);
    expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'waiting']);
    later.abort(new Error('gone later'));
    await clock.advance(0);
    expect(outcomes.map(({ error }) => error?.message)).toEqual(['gone before', 'gone later']);
  });
});
