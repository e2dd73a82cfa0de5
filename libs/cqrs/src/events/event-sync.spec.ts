import { Injectable, Logger, Scope, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  Aggregate,
  AggregateRoot as RecordedAggregate,
  ConcurrencyException,
  Event,
  EventHandler,
  EventSourcingModule,
  EventStore,
  type RecordedEvent,
} from '@ledgerline/event-sourcing';
import { eventually } from '@ledgerline/local-servers/testing';
import * as fc from 'fast-check';
import { map, type Observable } from 'rxjs';
import {
  AggregateRoot,
  AsyncContext,
  BusContext,
  Command,
  CommandBus,
  CommandHandler,
  CqrsModule,
  EventBus,
  EventPublisher,
  EventsHandler,
  ofType,
  Saga,
  UnhandledExceptionBus,
  type CqrsModuleOptions,
} from '../index.js';

class Deposited extends Event {
  constructor(
    readonly amount: number,
    readonly pause = 0,
  ) {
    super();
  }
}
class Unheard extends Event {}

@Aggregate({ name: 'account' })
class Account extends RecordedAggregate {
  balance = 0;

  deposit(amount: number, pause?: number): void {
    this.apply(new Deposited(amount, pause));
  }

  @EventHandler(Deposited)
  protected onDeposited({ amount }: Deposited): void {
    this.balance += amount;
  }
}

class Deposit extends Command<void> {
  constructor(
    readonly id: string,
    readonly amount: number,
  ) {
    super();
  }
}
class Thank extends Command<void> {
  constructor(readonly amount: number) {
    super();
  }
}

@CommandHandler(Deposit)
class DepositHandler {
  constructor(private readonly store: EventStore) {}

  async execute({ id, amount }: Deposit): Promise<void> {
    await this.store.append(`account-${id}`, new Deposited(amount));
  }
}

@Injectable()
class Seen {
  readonly amounts: number[] = [];
  readonly contexts: BusContext[] = [];
  readonly thanked: { amount: number; correlationId: string; causationId: string }[] = [];
}

@EventsHandler(Deposited)
class Note {
  constructor(private readonly seen: Seen) {}

  async handle({ amount, pause }: Deposited): Promise<void> {
    this.seen.contexts.push(BusContext.current()!);
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    if (amount < 0) throw new Error(`refused ${amount}`);
    this.seen.amounts.push(amount);
  }
}

@CommandHandler(Thank)
class ThankHandler {
  constructor(private readonly seen: Seen) {}

  async execute({ amount }: Thank): Promise<void> {
    const { correlationId, causationId } = BusContext.current()!;
    this.seen.thanked.push({ amount, correlationId, causationId });
  }
}

@Injectable()
class Gratitude {
  @Saga()
  deposits = (events: Observable<object>) =>
    events.pipe(
      ofType(Deposited),
      map(({ amount }) => new Thank(amount)),
    );
}

const running: { close(): Promise<void> }[] = [];

async function start(options: CqrsModuleOptions = {}, providers: Type[] = [Note], storage = 'memory:') {
  const app = await Test.createTestingModule({
    imports: [
      EventSourcingModule.forRoot({ storage }),
      EventSourcingModule.forFeature({ aggregates: [Account], events: [Unheard] }),
      CqrsModule.forRoot(options),
    ],
    providers: [Seen, DepositHandler, ...providers],
  }).compile();
  await app.init();
  running.push(app);
  return {
    app,
    store: app.get(EventStore),
    commands: app.get(CommandBus),
    events: app.get(EventBus),
    seen: app.get(Seen),
  };
}

async function streamOf(store: EventStore, stream: string): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(stream)) events.push(event);
  return events;
}

let errorLog: jest.SpyInstance;
let warnLog: jest.SpyInstance;
beforeEach(() => {
  errorLog = jest.spyOn(Logger.prototype, 'error').mockImplementation();
  warnLog = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
});
afterEach(async () => {
  for (const app of running.splice(0)) await app.close();
  jest.restoreAllMocks();
});

describe('an event that is recorded', () => {
  it('reaches its handlers once it is durable, as the object that was applied', async () => {
    const { store, events, seen } = await start();
    const account = new Account('1');
    account.deposit(5);
    const [applied] = account.uncommittedEvents;
    const heard: object[] = [];
    events.subscribe((event) => heard.push(event));
    await store.save(account);
    await events.settled();
    expect(seen.amounts).toEqual([5]);
    expect(heard[0]).toBe(applied);
  });

  it('belongs, in its handlers, to the request that it came of, and is the cause of what they do', async () => {
    const { store, commands, events, seen } = await start({}, [Note, Gratitude, ThankHandler]);
    await commands.execute(new Deposit('1', 5));
    await events.settled();
    const [recorded] = await streamOf(store, 'account-1');
    const lineage = { correlationId: recorded!.metadata.correlationId, causationId: recorded!.id };
    expect(seen.contexts[0]).toMatchObject({ kind: 'event', name: 'Deposited', ...lineage });
    expect(seen.thanked).toEqual([{ amount: 5, ...lineage }]);
  });

  it('does not reach them when it lost, nor a second time when its append is repeated', async () => {
    const { store, events, seen } = await start();
    const eventIds = ['018f3b1c-8a55-7000-8000-000000000001'];
    await store.append('account-1', new Deposited(1), { expectedVersion: 'no-stream', eventIds });
    await store.append('account-1', new Deposited(1), { expectedVersion: 'no-stream', eventIds });
    await expect(store.append('account-1', new Deposited(2), { expectedVersion: 'no-stream' })).rejects.toThrow(
      ConcurrencyException,
    );
    await events.settled();
    expect(seen.amounts).toEqual([1]);
  });

  it('reaches them in the order of its stream, and does not wait for other streams, whoever appends at the same time', async () => {
    const { store, events, seen } = await start();
    let run = 0;
    const append = fc.record({ stream: fc.integer({ min: 0, max: 2 }), size: fc.integer({ min: 1, max: 3 }), pause: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(fc.array(append, { maxLength: 15 }), async (appends) => {
        run += 1;
        seen.amounts.length = 0;
        let last = 0;
        const work = appends.map(({ stream, size, pause }) =>
          store.append(
            `account-${run}.${stream}`,
            Array.from({ length: size }, () => new Deposited(++last * 10 + stream, pause)),
          ),
        );
        await Promise.all(work);
        await events.settled();
        expect(seen.amounts).toHaveLength(last);
        for (const stream of [0, 1, 2]) {
          const recorded = await streamOf(store, `account-${run}.${stream}`);
          const ofStream = seen.amounts.filter((amount) => amount % 10 === stream);
          expect(ofStream).toEqual(recorded.map(({ event }) => (event as Deposited).amount));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('neither fails nor waits for its handlers: their errors are told where such errors are told', async () => {
    const { app, store, events, seen } = await start();
    const errors: unknown[] = [];
    app.get(UnhandledExceptionBus).subscribe((error) => errors.push(error));
    await store.append('account-slow', new Deposited(1, 30));
    expect(seen.amounts).toEqual([]);
    const broken = new Deposited(-1);
    await expect(store.append('account-broken', broken)).resolves.toMatchObject({ version: 1 });
    await eventually(() => errors.length === 1);
    expect(errors).toEqual([{ cause: broken, exception: new Error('refused -1') }]);
    expect(errorLog.mock.calls[0]![0]).toMatch(/^Note failed on the event Deposited \(correlation id .*refused -1$/);
    await store.append('account-broken', new Deposited(3));
    await events.settled();
    expect(new Set(seen.amounts)).toEqual(new Set([1, 3]));
  });

  it('goes through the application’s own publisher, whose failures are reported', async () => {
    const failure = new Error('broker away');
    const publisher = {
      publish: jest
        .fn()
        .mockRejectedValueOnce(failure)
        .mockImplementationOnce(() => {
          throw failure;
        }),
    };
    const { app, store } = await start({ eventPublisher: publisher });
    const errors: unknown[] = [];
    app.get(UnhandledExceptionBus).subscribe((error) => errors.push(error));
    await store.append('account-1', new Unheard());
    await store.append('account-1', new Deposited(2));
    await store.append('account-1', new Deposited(3));
    await eventually(() => errors.length === 2);
    expect(publisher.publish.mock.calls.map(([event]) => event as object)).toEqual([
      new Unheard(),
      new Deposited(2),
      new Deposited(3),
    ]);
    expect(errorLog.mock.calls[0]![0]).toMatch(/The event publisher failed on the event Unheard .*broker away/);
  });

  it('gives a handler that belongs to a request the context of the command that recorded it', async () => {
    const contexts: unknown[] = [];
    @EventsHandler(Deposited, { scope: Scope.REQUEST })
    class Scoped {
      async handle(event: Deposited): Promise<void> {
        contexts.push(AsyncContext.of(event));
      }
    }
    const { commands, events } = await start({}, [Scoped]);
    const context = new AsyncContext();
    await commands.execute(new Deposit('1', 1), context);
    await events.settled();
    expect(contexts).toEqual([context]);
  });

  it('may be recorded by a handler of the same stream: that one is next', async () => {
    const order: string[] = [];
    @EventsHandler(Deposited)
    class Chain {
      constructor(private readonly store: EventStore) {}

      async handle({ amount }: Deposited): Promise<void> {
        order.push(`begin ${amount}`);
        if (amount < 3) await this.store.append('account-1', new Deposited(amount + 1));
        order.push(`end ${amount}`);
      }
    }
    const { store, events } = await start({}, [Chain]);
    await store.append('account-1', new Deposited(1));
    await events.settled();
    expect(order).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
  });

  it('is waited for when the application closes', async () => {
    const { app, store, seen } = await start();
    await store.append('account-1', new Deposited(1, 20));
    expect(seen.amounts).toEqual([]);
    await app.close();
    expect(seen.amounts).toEqual([1]);
  });

  it('stays in the log alone when `eventSync` is false; a wrong value is refused', async () => {
    const { store, events, seen } = await start({ eventSync: false });
    await store.append('account-1', new Deposited(1));
    await events.publish(new Deposited(2), { wait: 'handlers' });
    expect(seen.amounts).toEqual([2]);
    await expect(start({ eventSync: 'yes' as never })).rejects.toThrow(/eventSync/);
  });

  it('reaches the handlers of the application that recorded it, not those of another on the same log', async () => {
    const [one, other] = [await start({}, [Note], 'memory:shared-sync'), await start({}, [Note], 'memory:shared-sync')];
    await one.store.append('account-1', new Deposited(1));
    await one.events.settled();
    await other.events.settled();
    expect([one.seen.amounts, other.seen.amounts]).toEqual([[1], []]);
  });
});

class Model extends AggregateRoot {}

describe('an event that is recorded and published', () => {
  it('is handled once when it is published afterwards, and the publication is told to be one too many', async () => {
    const { store, events, seen } = await start();
    const [first, second] = [new Deposited(1, 5), new Deposited(2)];
    await store.append('account-1', [first, second]);
    await events.publish(first, { wait: 'handlers' });
    await events.publishAll([first, second, new Deposited(3)], { wait: 'handlers' });
    expect(seen.amounts).toEqual(expect.arrayContaining([1, 2, 3]));
    expect(seen.amounts).toHaveLength(3);
    expect(warnLog.mock.calls.flat().join()).toMatch(/The event Deposited is recorded, so event sync has given it/);
  });

  it('is handled once when it is published before', async () => {
    const { store, events, seen } = await start();
    const event = new Deposited(1);
    await events.publish(event);
    await store.append('account-1', event);
    await events.settled();
    expect(seen.amounts).toEqual([1]);
  });

  it('is handled once when Nest’s EventPublisher commits what the store has saved', async () => {
    const { app, store, events, seen } = await start();
    const account = new Account('1');
    account.deposit(7);
    const applied = [...account.uncommittedEvents];
    await store.save(account);
    const model = app.get(EventPublisher).mergeObjectContext(new Model());
    for (const event of applied) model.apply(event);
    model.commit();
    await events.settled();
    expect(seen.amounts).toEqual([7]);
  });

  it('may be published again as another object: that is another event', async () => {
    const { store, events, seen } = await start();
    await store.append('account-1', new Deposited(1));
    await events.publish(new Deposited(1), { wait: 'handlers' });
    expect(seen.amounts).toEqual([1, 1]);
  });
});
