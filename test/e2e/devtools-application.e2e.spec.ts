import { Module, type INestApplication } from '@nestjs/common';
import { Aggregate, AggregateRoot, Event, EventHandler, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import {
  Command,
  CommandBus,
  CommandHandler,
  CqrsModule,
  EventsHandler,
  Projection,
  type ICommandHandler,
  type IEventHandler,
} from '@ledgerline/cqrs';
import { DevtoolsModule } from '@ledgerline/devtools';
import type { MapNode } from '@ledgerline/devtools/api';
import { availableDatabases, eventually, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { Saga, SagaModule, SagaStep, StartSaga } from '@ledgerline/saga';
import { DevtoolsClient, startModules } from './devtools-app.js';

class Counted extends Event {
  constructor(readonly number: number) {
    super();
  }
}

class Forgotten extends Event {}

@Aggregate({ name: 'counter' })
class Counter extends AggregateRoot {
  total = 0;

  static count(id: string, number: number) {
    const counter = new Counter(id);
    counter.apply(new Counted(number));
    return counter;
  }

  @EventHandler(Counted)
  protected onCounted({ number }: Counted) {
    this.total += number;
  }
}

class Count extends Command<void> {
  constructor(
    readonly id: string,
    readonly number: number,
  ) {
    super();
  }
}

@CommandHandler(Count)
class CountHandler implements ICommandHandler<Count> {
  constructor(private readonly events: EventStore) {}

  async execute({ id, number }: Count) {
    if (number < 0) throw new RangeError('There is no number below nought.');
    await this.events.save(Counter.count(id, number));
  }
}

@EventsHandler(Counted)
class CountedHandler implements IEventHandler<Counted> {
  handle() {}
}

@Projection({ name: 'sums', version: 2, retry: { retries: 0 } })
class SumsProjection {
  static handled: number[] = [];

  reset() {
    SumsProjection.handled = [];
  }

  @EventHandler(Counted)
  async onCounted({ number }: Counted) {
    if (number === 13) throw new Error('No thirteen, please.');
    SumsProjection.handled.push(number);
  }
}

@StartSaga(Counted, ({ number }) => ({ number }))
@Saga({ name: 'applause' })
class ApplauseSaga {
  @SagaStep()
  async clap(_context: { number: number }) {}
}

@Module({
  imports: [SagaModule.forFeature([ApplauseSaga])],
  providers: [CountHandler, CountedHandler, SumsProjection, ApplauseSaga],
})
class CountingModule {}

jest.setTimeout(60_000);

describe.each(availableDatabases())('The application on the pages, on %s', (kind) => {
  let database: FreshDatabase;
  let app: INestApplication;
  let client: DevtoolsClient;
  let commands: CommandBus;

  beforeAll(async () => {
    database = await freshDatabase(kind);
    app = await startModules(
      EventSourcingModule.forRoot({ storage: database.url }),
      EventSourcingModule.forFeature({ aggregates: [Counter], events: [Forgotten] }),
      CqrsModule.forRoot(),
      SagaModule.forRoot(),
      CountingModule,
      DevtoolsModule.forRoot(),
    );
    client = new DevtoolsClient(app);
    commands = app.get(CommandBus, { strict: false });
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await database.drop();
  }, 60_000);
  const sums = async () => (await client.read('projections'))[0]!;

  it('is a map of messages, what handles them, and what events lead to', async () => {
    await commands.execute(new Count('1', 1));
    await expect(commands.execute(new Count('2', -1))).rejects.toThrow(RangeError);
    const { nodes, edges } = await client.read('map');
    const ids = new Set(nodes.map(({ id }) => id));
    for (const id of [
      'command:Count',
      'handler:CountHandler',
      'aggregate:Counter',
      'event:Counted',
      'event-handler:CountedHandler',
      'projection:sums',
      'saga:applause',
    ])
      expect(ids).toContain(id);
    expect(edges).toEqual(
      expect.arrayContaining([
        { from: 'command:Count', to: 'handler:CountHandler', kind: 'handles' },
        { from: 'aggregate:Counter', to: 'event:Counted', kind: 'applies' },
        { from: 'event:Counted', to: 'event-handler:CountedHandler', kind: 'handles' },
        { from: 'event:Counted', to: 'projection:sums', kind: 'projects' },
        { from: 'event:Counted', to: 'saga:applause', kind: 'starts' },
      ]),
    );
    const node = (id: string): MapNode => nodes.find((each) => each.id === id)!;
    expect(node('event:Forgotten').flag).toBe('unhandled');
    expect(node('event:Counted').flag).toBeUndefined();
    expect(node('command:Count').calls).toMatchObject({ count: 2, errors: 1 });
    expect(node('handler:CountHandler').module).toBe('CountingModule');
  });

  it('tells the whole story: request, command, event, saga, step', async () => {
    await commands.execute(new Count('3', 3));
    const { items } = await client.read('stream/events', { name: 'counter-3' });
    await eventually(
      async () => {
        const { roots } = await client.read('story', { event: items[0]!.id });
        expect(roots).toMatchObject([
          {
            kind: 'request',
            children: [
              {
                kind: 'command',
                name: 'Count',
                status: 'ok',
                children: [
                  {
                    kind: 'event',
                    name: 'Counted',
                    children: [{ kind: 'saga', name: 'applause', status: 'ok', children: [{ kind: 'step', name: 'clap' }] }],
                  },
                ],
              },
            ],
          },
        ]);
      },
      { timeout: 30_000, interval: 100 },
    );
  });

  it('shows its projections, pauses and resumes them', async () => {
    await eventually(
      async () =>
        expect(await sums()).toMatchObject({ name: 'sums', version: 2, state: 'live', lagEvents: 0, handles: ['Counted'] }),
      { timeout: 30_000 },
    );
    expect(await client.act('projection/pause', { name: 'sums' })).toMatchObject({
      status: 200,
      body: { says: expect.stringContaining('paused') },
    });
    await commands.execute(new Count('4', 4));
    await eventually(async () => expect(await sums()).toMatchObject({ state: 'paused', lagEvents: 1 }), { timeout: 30_000 });
    expect(await client.act('projection/resume', { name: 'sums' })).toMatchObject({ status: 200 });
    await eventually(async () => expect(await sums()).toMatchObject({ state: 'live', lagEvents: 0 }), { timeout: 30_000 });
  });

  it('makes the model of a projection anew', async () => {
    SumsProjection.handled = [-1];
    expect(await client.act('projection/rebuild', { name: 'sums' })).toMatchObject({ status: 200, body: { done: true } });
    await eventually(() => expect(SumsProjection.handled).toEqual([1, 3, 4]), { timeout: 30_000 });
    await eventually(async () => expect(await sums()).toMatchObject({ state: 'live', lagEvents: 0 }), { timeout: 30_000 });
  });

  it('shows the event at which a projection stands, in the inbox as well, and leaves it behind', async () => {
    await commands.execute(new Count('13', 13));
    await eventually(async () => expect((await sums()).state).toBe('faulted'), { timeout: 30_000 });
    expect(await sums()).toMatchObject({
      error: { message: expect.stringContaining('No thirteen') },
      poison: { stream: 'counter-13', version: 1 },
    });
    expect((await client.read('sagas/failures')).projections).toEqual(['sums']);
    expect(await client.act('projection/skip', { name: 'sums' })).toMatchObject({ status: 200 });
    await eventually(async () => expect((await sums()).state).toBe('live'), { timeout: 30_000 });
    expect(await client.act('projection/skip', { name: 'sums' })).toMatchObject({ status: 404 });
    expect(await client.act('projection/rebuild', { name: 'none' })).toMatchObject({ status: 404 });
    expect(await client.act('projection/pause', { name: 'none' })).toMatchObject({ status: 404 });
  });

  it('is told of in the first answer', async () => {
    expect(await client.read('application')).toMatchObject({
      apiVersion: 1,
      isReadOnly: false,
      events: { isUp: true },
      sagas: { isUp: true },
      features: { events: true, sagas: true, projections: true },
      aggregates: [{ className: 'Counter', category: 'counter' }],
      eventTypes: expect.arrayContaining(['Counted', 'Forgotten']),
      sagaNames: ['applause'],
    });
    const { text } = await client.get('application');
    expect(text).not.toContain(new URL(database.url).password || 'no password');
  });
});
