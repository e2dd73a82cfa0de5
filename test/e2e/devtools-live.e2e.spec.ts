import { get, type IncomingMessage } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Event, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { DevtoolsModule } from '@ledgerline/devtools';
import type { LiveMessage } from '@ledgerline/devtools/api';
import { Saga, SagaModule, SagaRunner, SagaStep } from '@ledgerline/saga';
import { eventually } from '@ledgerline/local-servers/testing';
import { LiveFeed } from '../../libs/devtools/src/server/live/live-feed.js';

class Ticked extends Event {
  constructor(readonly number: number) {
    super();
  }
}

@Saga({ name: 'greeting' })
class GreetingSaga {
  @SagaStep()
  async greet(_context: { name: string }) {}
}

@Module({
  imports: [
    EventSourcingModule.forRoot({ storage: 'memory:' }),
    EventSourcingModule.forFeature({ events: [Ticked] }),
    SagaModule.forRoot(),
    SagaModule.forFeature([GreetingSaga]),
    DevtoolsModule.forRoot(),
  ],
  providers: [GreetingSaga],
})
class AppModule {}

/** An open page, as EventSource sees the stream. */
class OpenPage {
  readonly messages: { readonly id?: string; readonly message: LiveMessage }[] = [];
  isEnded = false;
  #buffer = '';

  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.#take(chunk));
    response.once('close', () => (this.isEnded = true));
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<OpenPage> {
    return new Promise((resolve, reject) => {
      get(url, { headers }, (response) => resolve(new OpenPage(response))).once('error', reject);
    });
  }

  get numbers(): number[] {
    return this.messages.flatMap(({ message }) =>
      message.kind === 'events' ? message.events.map(({ version }) => version) : [],
    );
  }

  close(): void {
    this.response.destroy();
  }

  #take(chunk: string): void {
    const parts = (this.#buffer + chunk).split('\n\n');
    this.#buffer = parts.pop()!;
    for (const part of parts) {
      const data = /^data: (.*)$/m.exec(part)?.[1];
      const id = /^id: (.*)$/m.exec(part)?.[1];
      if (data) this.messages.push({ id, message: JSON.parse(data) as LiveMessage });
    }
  }
}

jest.setTimeout(60_000);

describe.each(['express', 'fastify'] as const)('The live stream on %s', (framework) => {
  let app: INestApplication;
  let url: string;
  let store: EventStore;
  const open = new Set<OpenPage>();
  const page = async (headers?: Record<string, string>) => {
    const opened = await OpenPage.open(url, headers);
    open.add(opened);
    return opened;
  };

  beforeEach(async () => {
    const options = { logger: false, abortOnError: false } as const;
    app =
      framework === 'fastify'
        ? await NestFactory.create(AppModule, new FastifyAdapter(), options)
        : await NestFactory.create(AppModule, options);
    await app.listen(0, '127.0.0.1');
    url = `${await app.getUrl()}/events/api/v1/live`;
    store = app.get(EventStore, { strict: false });
  });
  afterEach(async () => {
    for (const each of open) each.close();
    open.clear();
    await app.close();
  });

  it('tells every open page of new events, in their order, without payloads', async () => {
    const [one, other] = [await page(), await page()];
    await eventually(() => expect(app.get(LiveFeed, { strict: false }).size).toBe(2));
    for (let number = 1; number <= 3; number++) await store.append('clock-1', new Ticked(number));
    for (const each of [one, other]) await eventually(() => expect(each.numbers).toEqual([1, 2, 3]));
    expect(one.response.headers).toMatchObject({
      'content-type': expect.stringContaining('text/event-stream'),
      'cache-control': expect.stringContaining('no-transform'),
    });
    expect(JSON.stringify(one.messages)).not.toContain('"number"');
  });

  it('goes on where a page was that has been away', async () => {
    const before = await page();
    await eventually(() => expect(before.messages.length).toBeGreaterThan(0));
    await store.append('clock-1', new Ticked(1));
    await eventually(() => expect(before.numbers).toEqual([1]));
    const { id } = before.messages.find(({ message }) => message.kind === 'events')!;
    before.close();
    await eventually(() => expect(app.get(LiveFeed, { strict: false }).size).toBe(0));
    await store.append('clock-1', [new Ticked(2), new Ticked(3)]);
    const after = await page({ 'last-event-id': id! });
    await store.append('clock-1', new Ticked(4));
    await eventually(() => expect([...new Set(after.numbers)]).toEqual([2, 3, 4]));
  });

  it('says when more has come than it shows', async () => {
    const before = await page();
    await eventually(() => expect(before.messages.length).toBeGreaterThan(0));
    await store.append('clock-1', new Ticked(0));
    await eventually(() => expect(before.numbers).toEqual([1]));
    const { id } = before.messages.find(({ message }) => message.kind === 'events')!;
    before.close();
    for (let batch = 0; batch < 3; batch++)
      await store.append(
        'clock-1',
        Array.from({ length: 500 }, (_, number) => new Ticked(number)),
      );
    const after = await page({ 'last-event-id': id! });
    await eventually(() =>
      expect(after.messages.find(({ message }) => message.kind === 'skipped')?.message).toEqual({ kind: 'skipped', count: 1300 }),
    );
    expect(after.numbers.at(-1)).toBe(1501);
  });

  it('tells of sagas as they go', async () => {
    const one = await page();
    await eventually(() => expect(app.get(LiveFeed, { strict: false }).size).toBe(1));
    await app.get(SagaRunner, { strict: false }).execute(GreetingSaga, { name: 'Ann' }, { id: 'g1' });
    await eventually(() => {
      const sagas = one.messages.flatMap(({ message }) => (message.kind === 'saga' ? [message] : []));
      expect(sagas).toContainEqual(expect.objectContaining({ sagaId: 'g1', step: 'greet', outcome: 'ok' }));
      expect(sagas).toContainEqual(expect.objectContaining({ sagaId: 'g1', status: 'completed' }));
    });
  });

  it('asks nothing of the store while no page is open, and ends its pages with the application', async () => {
    const one = await page();
    const feed = app.get(LiveFeed, { strict: false });
    await eventually(() => expect(feed.size).toBe(1));
    one.close();
    await eventually(() => expect(feed.size).toBe(0));
    expect(feed.isLooking).toBe(false);
    const other = await page();
    await eventually(() => expect(feed.isLooking).toBe(true));
    await app.close();
    await eventually(() => expect(other.isEnded).toBe(true));
    expect(feed.isLooking).toBe(false);
  });

  it('refuses a place that it has not named', async () => {
    const refused = await page({ 'last-event-id': 'nowhere' });
    expect(refused.response.statusCode).toBe(400);
  });
});
