import { Injectable, Module, type INestApplication } from '@nestjs/common';
import { Event, EventSourcingModule, EventStore, Personal } from '@ledgerline/event-sourcing';
import { DevtoolsModule } from '@ledgerline/devtools';
import {
  NonRetryableError,
  Saga,
  SagaDelay,
  SagaModule,
  SagaRunner,
  SagaStep,
  SagaWait,
  type StepContext,
} from '@ledgerline/saga';
import { availableDatabases, eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { parseSync } from '@swc/core';
import { DevtoolsClient, startModules } from './devtools-app.js';

class BookingPaid extends Event {
  constructor(
    readonly bookingId: string,
    @Personal() readonly card: string,
  ) {
    super();
  }
}

interface Booking {
  id: string;
  fails?: 'pay' | 'undo';
  card: string;
  seat?: string;
  isConfirmed?: boolean;
}

const HOUR = 3_600_000;

@Saga({ name: 'booking', version: 3, timeout: 0 })
class BookingSaga {
  /** Bookings whose seat cannot be given back yet. */
  static readonly stuck = new Set<string>();

  constructor(private readonly events: EventStore) {}

  @SagaStep({ compensate: 'release', maxRetries: 0 })
  async reserve(context: Booking, step: StepContext) {
    context.seat = `seat of attempt ${step.attempt}`;
  }

  async release(context: Booking) {
    if (BookingSaga.stuck.has(context.id)) throw new NonRetryableError(`The seat ${context.id} is held <b>by hand</b>.`);
  }

  @SagaStep({ maxRetries: 1, retryDelay: 1 })
  async pay(context: Booking) {
    if (context.fails) throw new Error(`The bank is closed for ${context.id}.`);
    await this.events.append(`booking-${context.id}`, new BookingPaid(context.id, context.card));
  }

  @SagaWait({ signal: 'confirmed' })
  async confirm(context: Booking, payload?: { by: string }) {
    context.isConfirmed = payload !== undefined;
  }

  @SagaDelay(HOUR)
  async remind(_context: Booking) {}
}
Injectable()(BookingSaga);

@Module({ imports: [SagaModule.forFeature([BookingSaga])], providers: [BookingSaga] })
class BookingModule {}

jest.setTimeout(60_000);

describe.each(['memory', ...availableDatabases()] as const)('The saga dashboard on %s', (kind) => {
  let database: FreshDatabase | undefined;
  let app: INestApplication;
  let client: DevtoolsClient;
  let runner: SagaRunner;
  const statusOf = async (id: string) => (await client.read('saga', { id })).status;
  const start = (id: string, over: Partial<Booking> = {}) => runner.start(BookingSaga, { id, card: '4111', ...over }, { id });
  const isNow = (id: string, status: string) =>
    eventually(async () => expect(await statusOf(id)).toBe(status), { timeout: 30_000, interval: 50 });

  beforeAll(async () => {
    database = kind === 'memory' ? undefined : await freshDatabase(kind);
    app = await startModules(
      EventSourcingModule.forRoot({ storage: database?.url ?? 'memory:' }),
      EventSourcingModule.forFeature({ events: [BookingPaid] }),
      SagaModule.forRoot(),
      BookingModule,
      DevtoolsModule.forRoot(),
    );
    client = new DevtoolsClient(app, '/sagas');
    runner = app.get(SagaRunner, { strict: false });
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await database?.drop();
  }, 60_000);

  it('draws the definitions from the code', async () => {
    const [definition] = await client.read('sagas/definitions');
    expect(definition).toMatchObject({ name: 'booking', className: 'BookingSaga', version: 3, timeout: 0 });
    expect(definition!.steps.map(({ name, kind: each, stage }) => [name, each, stage])).toEqual([
      ['reserve', 'step', 0],
      ['pay', 'step', 1],
      ['confirm', 'wait', 2],
      ['remind', 'delay', 3],
    ]);
    expect(definition!.steps[2]).toMatchObject({ signal: 'confirmed' });
    expect(definition!.steps[3]).toMatchObject({ delay: HOUR });
  });

  it('shows a saga on its way: steps, attempts with what they changed, the events it led to; personal fields masked', async () => {
    await start('way');
    await isNow('way', 'waiting');
    const detail = await client.read('saga', { id: 'way' });
    expect(detail).toMatchObject({
      saga: 'booking',
      waitingFor: 'confirmed',
      currentStep: 'confirm',
      stepsCompleted: ['reserve', 'pay'],
      stepCount: 4,
      context: { value: { id: 'way', card: '•••', seat: 'seat of attempt 1' }, masked: ['card'] },
      actions: ['cancel', 'signal'],
      signals: ['confirmed'],
    });
    expect(detail.steps.map(({ state }) => state)).toEqual(['done', 'done', 'waiting', 'remaining']);
    expect(detail.attempts.map(({ step, outcome }) => [step, outcome])).toEqual([
      ['reserve', 'ok'],
      ['pay', 'ok'],
    ]);
    expect(detail.attempts[0]!.difference).toEqual([{ path: ['seat'], kind: 'added', after: 'seat of attempt 1' }]);
    const { items } = await client.read('saga/events', { id: 'way' });
    expect(items.map(({ type, stream }) => [type, stream])).toEqual([['BookingPaid', 'booking-way']]);
    const event = await client.read('event', { id: items[0]!.id });
    expect(event.saga).toEqual({ id: 'way', name: 'booking', step: 'pay' });
  });

  it('copies a saga as a test that parses, and tells its story', async () => {
    const { fileName, text } = await client.read('saga/test', { id: 'way' });
    expect(fileName).toBe('booking.saga.spec.ts');
    expect(() => parseSync(text, { syntax: 'typescript' })).not.toThrow();
    expect(text).not.toContain('4111');
    const story = await client.read('story', { saga: 'way' });
    expect(story).toMatchObject({ sagas: 1, events: 1 });
    expect(story.roots[0]!.children).toMatchObject([
      {
        kind: 'saga',
        status: 'waiting',
        children: [{ name: 'reserve' }, { name: 'pay', children: [{ kind: 'event', name: 'BookingPaid' }] }],
      },
    ]);
  });

  it('sends a signal, fires a timer, and tells what is true afterwards', async () => {
    await start('timer');
    await isNow('timer', 'waiting');
    expect(await client.act('saga/signal', { id: 'timer', name: 'confirmed', payload: { by: 'ann' } })).toMatchObject({
      status: 200,
      body: { done: true, says: expect.stringContaining('confirmed') },
    });
    await eventually(async () =>
      expect((await client.read('sagas/timers')).items).toMatchObject([{ sagaId: 'timer', kind: 'delay', step: 'remind' }]),
    );
    expect((await client.read('saga', { id: 'timer' })).actions).toContain('fire');
    expect(await client.act('saga/fire', { id: 'timer' })).toMatchObject({ status: 200 });
    await isNow('timer', 'completed');
    expect(await client.act('saga/fire', { id: 'timer' })).toMatchObject({ status: 409, body: { code: 'SAGA_CONFLICT' } });
  });

  it('cancels: what was done is undone', async () => {
    await start('cancel');
    await isNow('cancel', 'waiting');
    expect(await client.act('saga/cancel', { id: 'cancel', reason: 'not wanted' })).toMatchObject({ status: 200 });
    await isNow('cancel', 'cancelled');
    expect((await client.read('saga', { id: 'cancel' })).steps.map(({ state }) => state).slice(0, 1)).toEqual(['compensated']);
  });

  it('gathers failures that are alike, with the error as it was, and retries one, skips one, and retries all', async () => {
    for (const id of ['s1', 's2', 's3', 's4']) {
      BookingSaga.stuck.add(id);
      await start(id, { fails: 'undo' });
    }
    for (const id of ['s1', 's2', 's3', 's4']) await isNow(id, 'compensation-failed');
    const { groups } = await client.read('sagas/failures');
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ saga: 'booking', status: 'compensation-failed', count: { count: 4, kind: 'exact' } });
    const detail = await client.read('saga', { id: 's1' });
    expect(detail.attempts.map(({ step, direction, outcome }) => `${step} ${direction} ${outcome}`)).toEqual([
      'reserve action ok',
      'pay action retry',
      'pay action failed',
      'reserve compensation failed',
    ]);
    expect(detail.attempts[3]!.error).toMatchObject({
      message: 'The seat s1 is held <b>by hand</b>.',
      stack: expect.stringContaining('release'),
    });
    expect((await client.get('saga', { id: 's1' })).text).not.toContain('<b>');
    expect(detail.actions).toEqual(['retry', 'skip']);
    BookingSaga.stuck.delete('s1');
    expect(await client.act('saga/retry', { id: 's1' })).toMatchObject({ status: 200 });
    await isNow('s1', 'compensated');
    expect(await client.act('saga/retry', { id: 's2', skip: true })).toMatchObject({ status: 200 });
    await isNow('s2', 'compensated');
    BookingSaga.stuck.clear();
    expect(await client.act('sagas/retry', { saga: 'booking' })).toMatchObject({ status: 200, body: { says: '2 sagas go on.' } });
    await isNow('s4', 'compensated');
    expect((await client.read('sagas/failures')).groups).toEqual([]);
  });

  it('shows the board, the list and the rates', async () => {
    const board = await client.read('sagas/board');
    expect(board.columns.map(({ name }) => name)).toEqual(['running', 'waiting', 'compensating', 'failed', 'done']);
    const waiting = board.columns.find(({ name }) => name === 'waiting')!;
    expect(waiting).toMatchObject({ count: { count: 1, kind: 'exact' }, sagas: [{ id: 'way' }] });
    expect(board.columns.at(-1)!.sagas[0]).toMatchObject({ status: 'compensated' });
    const rates = await client.read('sagas/rates');
    const sum = (key: 'succeeded' | 'failed') => rates.minutes.reduce((total, minute) => total + minute[key], 0);
    expect([rates.minutes.length, sum('succeeded'), sum('failed'), rates.isComplete]).toEqual([60, 1, 5, true]);
    const first = await client.read('sagas', { limit: 3 });
    const second = await client.read('sagas', { limit: 100, cursor: first.next });
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(ids.sort()).toEqual(['cancel', 's1', 's2', 's3', 's4', 'timer', 'way']);
    expect((await client.read('sagas', { status: 'waiting,completed' })).items.map(({ id }) => id).sort()).toEqual([
      'timer',
      'way',
    ]);
    expect((await client.read('sagas', { text: 'cancel' })).items.map(({ id }) => id)).toEqual(['cancel']);
  });

  it('refuses what it does not know', async () => {
    expect(await client.get('saga', { id: 'none' })).toMatchObject({ status: 404, body: { code: 'DEVTOOLS_NOT_FOUND' } });
    expect(await client.get('sagas', { status: 'sleeping' })).toMatchObject({ status: 400 });
    expect(await client.get('sagas', { cursor: 'x' })).toMatchObject({ status: 400 });
    expect(await client.act('saga/cancel', { id: 'none' })).toMatchObject({ status: 404, body: { code: 'SAGA_NOT_FOUND' } });
    expect(await client.act('saga/retry', { id: 'way' })).toMatchObject({ status: 409 });
    expect(await client.act('saga/retry', { id: 'way', skip: 'yes' as never })).toMatchObject({ status: 400 });
  });
});
