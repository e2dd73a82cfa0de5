import type { INestApplication } from '@nestjs/common';
import {
  Aggregate,
  AggregateRoot,
  Event,
  EventHandler,
  EventSourcingModule,
  EventStore,
  EventType,
  Personal,
  Upcaster,
  type EventUpcaster,
  type JsonObject,
} from '@ledgerline/event-sourcing';
import { DevtoolsModule } from '@ledgerline/devtools';
import type { EventSummary } from '@ledgerline/devtools/api';
import { availableDatabases, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { parseSync } from '@swc/core';
import { DevtoolsClient, startModules } from './devtools-app.js';

@EventType({ name: 'AccountOpened', version: 2 })
class AccountOpened extends Event {
  constructor(
    readonly accountId: string,
    @Personal() readonly email: string,
    readonly currency: string,
  ) {
    super();
  }
}

class Deposited extends Event {
  constructor(
    readonly amount: number,
    readonly note?: string,
  ) {
    super();
  }
}

class Forgotten extends Event {
  readonly wasRegistered = false;
}

@Upcaster({ type: 'AccountOpened', from: 1 })
class AddCurrency implements EventUpcaster {
  upcast(payload: JsonObject) {
    return { ...payload, currency: 'EUR' };
  }
}

@Aggregate({ name: 'account', snapshotEvery: 0 })
class Account extends AggregateRoot {
  @Personal() email = '';
  balance = 0;
  notes: string[] = [];

  @EventHandler(AccountOpened)
  protected onOpened({ email }: AccountOpened) {
    this.email = email;
  }

  @EventHandler(Deposited)
  protected onDeposited({ amount, note }: Deposited) {
    this.balance += amount;
    if (note) this.notes = [...this.notes, note];
  }
}

const HOSTILE = '<script>alert(1)</script> "quoted" \u2028 \0 \ud800';

jest.setTimeout(60_000);

describe.each(['memory', ...availableDatabases()] as const)('The event browser on %s', (kind) => {
  let database: FreshDatabase | undefined;
  let app: INestApplication;
  let client: DevtoolsClient;
  let store: EventStore;

  beforeAll(async () => {
    database = kind === 'memory' ? undefined : await freshDatabase(kind);
    app = await startModules(
      EventSourcingModule.forRoot({ storage: database?.url ?? 'memory:' }),
      EventSourcingModule.forFeature({ aggregates: [Account], events: [Forgotten], upcasters: [AddCurrency] }),
      DevtoolsModule.forRoot(),
    );
    client = new DevtoolsClient(app);
    store = app.get(EventStore, { strict: false });
    const metadata = { correlationId: 'request-1' };
    await store.append('account-1', [new AccountOpened('1', 'ann@example.org', 'USD'), new Deposited(5)], { metadata });
    await store.append('account-1', new Deposited(7, HOSTILE), { metadata: { correlationId: HOSTILE.replace('\ud800', '') } });
    for (let number = 2; number <= 30; number++) await store.append(`account-${number}`, new Deposited(number));
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await database?.drop();
  }, 60_000);

  /** Every item of every page. */
  const all = async (query: Parameters<typeof client.read<'events'>>[1]): Promise<EventSummary[]> => {
    const items: EventSummary[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.read('events', { ...query, cursor });
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    return items;
  };

  it('lists the log newest first, page by page, each event once and without its payload', async () => {
    const first = await client.read('events', { limit: 10 });
    expect(first.items.map(({ stream }) => stream).slice(0, 2)).toEqual(['account-30', 'account-29']);
    expect(first.items[0]).toEqual(expect.not.objectContaining({ data: expect.anything() }));
    const everything = await all({ limit: 7 });
    expect(everything).toHaveLength(32);
    expect(new Set(everything.map(({ id }) => id)).size).toBe(32);
    const oldest = await all({ limit: 9, order: 'oldest' });
    expect(oldest.map(({ id }) => id)).toEqual(everything.map(({ id }) => id).reverse());
  });

  it('filters by category, type, correlation, field of the payload and time, and says what was searched', async () => {
    expect(await all({ type: 'AccountOpened' })).toHaveLength(1);
    expect(await all({ category: 'account', type: 'Deposited' })).toHaveLength(31);
    expect((await all({ correlationId: 'request-1' })).map(({ version }) => version)).toEqual([2, 1]);
    expect((await all({ field: 'amount', value: '12' })).map(({ stream }) => stream)).toEqual(['account-12']);
    const [newest] = await all({ limit: 1 });
    expect((await all({ since: newest!.recordedAt })).at(0)?.id).toBe(newest!.id);
    expect(await all({ since: newest!.recordedAt + 3_600_000 })).toEqual([]);
    expect((await client.read('events', { type: 'None' })).coverage).toMatchObject({
      isComplete: true,
      says: expect.any(String),
    });
  });

  it('O7 gives a hostile correlation id back as it was', async () => {
    const everything = await all({ limit: 200 });
    const hostile = everything.find(({ correlationId }) => correlationId?.includes('<script>'));
    expect(hostile?.correlationId).toContain('\0');
    // NUL is no text to search for: no database takes it.
    expect((await client.get('events', { correlationId: hostile!.correlationId })).status).toBe(400);
  });

  it('refuses what it does not know, and a search in what is personal', async () => {
    for (const query of [
      { colour: 'red' },
      { limit: 'many' },
      { limit: 0 },
      { cursor: '9' },
      { order: 'odd' },
      { field: 'amount' },
    ])
      expect(await client.get('events', query)).toMatchObject({ status: 400, body: { code: 'INVALID_OPTION' } });
    expect(await client.get('events', { field: 'email', value: 'ann@example.org' })).toMatchObject({ status: 400 });
    expect(await client.get('event', { id: 'x' })).toMatchObject({ status: 400 });
    expect(await client.get('event', { id: '00000000-0000-7000-8000-000000000000' })).toMatchObject({ status: 404 });
    expect(await client.get('stream', { name: 'none-1' })).toMatchObject({ status: 404 });
    expect(await client.get('stream/state', { name: 'account-1', version: 9 })).toMatchObject({ status: 400 });
  });

  it('O6 shows an event with everything, personal values masked and markup harmless', async () => {
    const [opened] = await all({ type: 'AccountOpened' });
    const detail = await client.read('event', { id: opened!.id });
    expect(detail.stored).toMatchObject({ value: { accountId: '1', email: '•••', currency: 'USD' }, masked: ['email'] });
    const { text } = await client.get('event/data', { id: opened!.id });
    expect(text ?? '').not.toContain('ann@example.org');
    const hostile = (await all({ field: 'amount', value: '7' })).find(({ stream }) => stream === 'account-1')!;
    const raw = await client.get('event', { id: hostile.id });
    expect(raw.text).not.toContain('<script>');
    expect((raw.body as { stored: { value: { note: string } } }).stored.value.note).toContain('<script>alert(1)</script>');
  });

  it('pages through a stream in both directions', async () => {
    const newest = await client.read('stream/events', { name: 'account-1', limit: 2 });
    expect(newest.items.map(({ version }) => version)).toEqual([3, 2]);
    const rest = await client.read('stream/events', { name: 'account-1', limit: 2, cursor: newest.next });
    expect([rest.items.map(({ version }) => version), rest.next]).toEqual([[1], undefined]);
    const oldest = await client.read('stream/events', { name: 'account-1', order: 'oldest', limit: 2 });
    expect(oldest.items.map(({ version }) => version)).toEqual([1, 2]);
  });

  it('lists streams by name and newest first, and shows one', async () => {
    const named = await client.read('streams', { prefix: 'account-1', limit: 3 });
    expect(named.items.map(({ name }) => name)).toEqual(['account-1', 'account-10', 'account-11']);
    const next = await client.read('streams', { prefix: 'account-1', limit: 3, cursor: named.next });
    expect(next.items[0]?.name).toBe('account-12');
    expect((await client.read('streams', { order: 'newest', limit: 1 })).items[0]?.name).toBe('account-30');
    expect((await client.read('streams', { order: 'newest', category: 'account' })).items).toHaveLength(30);
    expect(await client.read('stream', { name: 'account-1' })).toMatchObject({
      version: 3,
      state: 'active',
      aggregate: { className: 'Account', id: '1' },
      first: { type: 'AccountOpened' },
      last: { version: 3 },
    });
  });

  it('travels in time: the state at each version, and what its event has changed', async () => {
    const at = (version?: number) => client.read('stream/state', { name: 'account-1', version });
    expect((await at(0)).state.value).toMatchObject({ balance: 0 });
    const second = await at(2);
    expect(second).toMatchObject({
      latest: 3,
      state: { value: { email: '•••', balance: 5 } },
      difference: [{ path: ['balance'], kind: 'changed', before: 0, after: 5 }],
      event: { type: 'Deposited', version: 2 },
      payload: { value: { amount: 5 } },
    });
    expect((await at()).version).toBe(3);
    expect((await at(1)).difference).toEqual([]);
  });

  it('writes a snapshot, and shows what it saves', async () => {
    const { status, body } = await client.act('stream/snapshot', { name: 'account-1' });
    expect({ status, body }).toMatchObject({ status: 200, body: { done: true, says: expect.stringContaining('3 events') } });
    const { snapshots } = await client.read('stream', { name: 'account-1' });
    expect(snapshots).toMatchObject([{ version: 3, snapshotVersion: 1, isUsable: true, savesEvents: 3 }]);
    expect((await client.read('stream/state', { name: 'account-1', version: 2 })).state.value).toMatchObject({ balance: 5 });
  });

  it('O6 writes nothing for a request that the page did not send', async () => {
    for (const headers of [
      {} as Record<string, string>,
      { 'content-type': 'application/json' },
      { 'x-ledgerline-action': '1', 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' },
      { 'x-ledgerline-action': '1', 'content-type': 'application/json', origin: 'http://evil.example' },
    ]) {
      expect((await client.act('stream/snapshot', { name: 'account-2' }, headers)).status).toBe(403);
    }
    expect(await client.act('stream/snapshot', { name: 'none-1' })).toMatchObject({ status: 404 });
    expect((await client.read('stream', { name: 'account-2' })).snapshots).toEqual([]);
  });

  it('copies a stream as a test that parses, and as a file; personal values masked', async () => {
    const { fileName, text, notes } = await client.read('stream/test', { name: 'account-1' });
    expect(fileName).toBe('account.spec.ts');
    expect(() => parseSync(text, { syntax: 'typescript' })).not.toThrow();
    expect(text).toContain('recorded(AccountOpened, {');
    expect(text).not.toContain('ann@example.org');
    expect(notes.join(' ')).toContain('masked');
    const early = await client.read('stream/test', { name: 'account-1', version: 1 });
    expect(early.text).not.toContain('Deposited');
    const exported = await client.get('stream/export', { name: 'account-1' });
    const file = JSON.parse((exported.body as Buffer).toString()) as { events: { version: number; data: object }[] };
    expect(exported.headers['content-disposition']).toBe('attachment; filename="account-1.json"');
    expect(file.events.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(file.events[0]!.data).toMatchObject({ email: '•••' });
  });

  it('tells the story of a request as a tree', async () => {
    const [event] = await all({ correlationId: 'request-1' });
    const story = await client.read('story', { event: event!.id });
    expect(story).toMatchObject({ correlationId: 'request-1', events: 2, sagas: 0, coverage: { isComplete: true } });
    expect(story.roots[0]).toMatchObject({ kind: 'request', children: [{ name: 'AccountOpened' }, { name: 'Deposited' }] });
    expect((await client.read('story', { correlationId: 'request-1' })).events).toBe(2);
    expect(await client.get('story', {})).toMatchObject({ status: 400 });
  });

  it('tells how much there is and how fast it grows', async () => {
    const { events, streams, perSecond, head } = await client.read('overview');
    expect(events.count).toBeGreaterThanOrEqual(32);
    expect(streams.count).toBeGreaterThanOrEqual(30);
    expect(head).toBeGreaterThanOrEqual(32);
    expect(perSecond).toHaveLength(60);
  });
});
