import { Global, Injectable, Logger, Module, Scope, type DynamicModule, type OnModuleInit, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import * as Nest from '@nestjs/cqrs';
import { eventually } from '@ledgerline/local-servers/testing';
import { map, type Observable } from 'rxjs';
import * as Ours from '../index.js';

/** The two packages, seen alike: each defect is shown on the published one, its mend on ours. */
type Library = typeof Nest;
const published: Library = Nest;
const ours = Ours as unknown as Library & typeof Ours;

interface Running {
  readonly commands: Nest.CommandBus;
  readonly queries: Nest.QueryBus;
  readonly events: Nest.EventBus;
  readonly errors: Nest.UnhandledExceptionInfo[];
  get<T>(token: Type<T>): T;
  close(): Promise<void>;
}
const running: Running[] = [];

async function start(
  library: Library,
  providers: Type[],
  options?: Ours.CqrsModuleOptions,
  imports: (Type | DynamicModule)[] = [],
): Promise<Running> {
  const module = await Test.createTestingModule({
    imports: [library.CqrsModule.forRoot(options), ...imports],
    providers,
  }).compile();
  const errors: Nest.UnhandledExceptionInfo[] = [];
  module.get(Nest.UnhandledExceptionBus).subscribe((error) => errors.push(error as Nest.UnhandledExceptionInfo));
  await module.init();
  const app = {
    commands: module.get(library.CommandBus),
    queries: module.get(library.QueryBus),
    events: module.get(library.EventBus),
    errors,
    get: <T>(token: Type<T>) => module.get<T>(token, { strict: false }),
    close: () => module.close(),
  };
  running.push(app);
  return app;
}

class Happened {
  constructor(
    readonly id: number,
    readonly after = 0,
  ) {}
}
class React extends Nest.Command<void> {
  constructor(readonly id: number) {
    super();
  }
}

@Injectable()
class Seen {
  readonly ids: number[] = [];
}

@Nest.EventsHandler(Happened)
class Record {
  constructor(private readonly seen: Seen) {}

  async handle({ id, after }: Happened): Promise<void> {
    if (after > 0) await new Promise((resolve) => setTimeout(resolve, after));
    if (id < 0) throw new Error(`refused ${id}`);
    this.seen.ids.push(id);
  }
}

@Nest.CommandHandler(React)
class ReactHandler {
  constructor(private readonly seen: Seen) {}

  async execute({ id }: React): Promise<void> {
    if (id === 666) throw new Error('cannot react');
    this.seen.ids.push(id);
  }
}

@Injectable()
class Reactions {
  @Nest.Saga()
  happened = (events: Observable<object>) =>
    events.pipe(
      Nest.ofType(Happened),
      map(({ id }) => {
        if (id < 0) throw new Error(`the saga refuses ${id}`);
        return new React(id);
      }),
    );
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

describe('B1 an rxjs saga that throws once', () => {
  const run = async (library: Library) => {
    const app = await start(library, [Seen, Reactions, ReactHandler]);
    for (const id of [1, -1, 2]) await app.events.publish(new Happened(id));
    return app;
  };

  it('is dead in the published package', async () => {
    expect((await run(published)).get(Seen).ids).toEqual([1]);
  });

  it('goes on with the next event here; the error is told', async () => {
    const app = await run(ours);
    expect(app.get(Seen).ids).toEqual([1, 2]);
    expect(app.errors).toEqual([{ cause: 'happened', exception: new Error('the saga refuses -1') }]);
  });

  it('whose command fails goes on, too', async () => {
    const app = await start(ours, [Seen, Reactions, ReactHandler]);
    for (const id of [666, 3]) await app.events.publish(new Happened(id));
    await eventually(() => app.errors.length === 1);
    expect(app.get(Seen).ids).toEqual([3]);
    expect(app.errors[0]).toMatchObject({ cause: { id: 666 }, exception: new Error('cannot react') });
    expect(errorLog.mock.calls[0]![0]).toMatch(/React of the saga "happened" failed \(correlation id .*cannot react/);
  });
});

describe('B2 a handler that throws under `rethrowUnhandled`', () => {
  it('is called again here, and whoever awaits the publication gets the error', async () => {
    const app = await start(ours, [Seen, Record], { rethrowUnhandled: true });
    await expect(app.events.publish(new Happened(-1))).rejects.toThrow('refused -1');
    await app.events.publish(new Happened(1));
    expect(app.get(Seen).ids).toEqual([1]);
    expect(app.errors).toHaveLength(1);
  });
});

describe('B3 a feature that imports a CqrsModule of its own beside forRoot', () => {
  @Injectable()
  class FeaturePublisher {
    constructor(readonly events: Nest.EventBus) {}
  }
  const featureOf = (library: Library) => {
    @Module({ imports: [library.CqrsModule], providers: [FeaturePublisher, Seen, Record] })
    class OrdersModule {}
    return OrdersModule;
  };
  const run = async (library: Library, feature: Type) => {
    const publisher = { publish: jest.fn() };
    const app = await start(library, [], { eventPublisher: publisher }, [feature]);
    const atRoot: object[] = [];
    app.events.subscribe((event) => atRoot.push(event));
    return { app, atRoot, publisher, feature: app.get(FeaturePublisher).events };
  };

  it.each([
    ['ours', featureOf(ours)],
    ["Nest's", featureOf(published)],
  ])('has the buses of the application here, imported from %s, and is told to remove the import', async (_whose, feature) => {
    const { publisher, feature: bus } = await run(ours, feature);
    await bus.publish(new Happened(1));
    expect(publisher.publish).toHaveBeenCalledTimes(1);
    expect(warnLog.mock.calls.flat().join()).toMatch(/OrdersModule imports .*CqrsModule beside/);
  });

  it.each([
    ['ours', featureOf(ours)],
    ["Nest's", featureOf(published)],
  ])('hears, handles and reports each event once, imported from %s', async (_whose, feature) => {
    const app = await start(ours, [], undefined, [feature]);
    const bus = app.get(FeaturePublisher).events;
    const [atRoot, atFeature]: [object[], object[]] = [[], []];
    app.events.subscribe((event) => atRoot.push(event));
    bus.subscribe((event) => atFeature.push(event));
    await bus.publish(new Happened(1), { wait: 'handlers' });
    await app.events.publish(new Happened(2), { wait: 'handlers' });
    await bus.publish(new Happened(-1), { wait: 'handlers' });
    expect(app.get(Seen).ids).toEqual([1, 2]);
    expect(atRoot).toHaveLength(3);
    expect(atFeature).toHaveLength(3);
    expect(app.errors).toHaveLength(1);
  });

  it('may be the only import: a plain CqrsModule in every feature is one set of buses', async () => {
    @Module({ imports: [ours.CqrsModule], providers: [ReactHandler, Seen] })
    class One {}
    @Module({ imports: [ours.CqrsModule], providers: [FeaturePublisher] })
    class Two {}
    const module = await Test.createTestingModule({ imports: [One, Two] }).compile();
    await module.init();
    await module.get(ours.CommandBus).execute(new React(5));
    expect(module.get(Seen, { strict: false }).ids).toEqual([5]);
    expect(module.get(FeaturePublisher, { strict: false }).events).toBe(module.get(ours.EventBus));
    expect(warnLog).not.toHaveBeenCalled();
    await module.close();
  });
});

describe('B4 an application that closes while an event is handled', () => {
  const run = async (library: Library, options?: Ours.CqrsModuleOptions) => {
    const app = await start(library, [Seen, Record], options);
    app.events.publish(new Happened(1, 30));
    await app.close();
    return app.get(Seen).ids;
  };

  it('does not wait for it in the published package', async () => {
    expect(await run(published)).toEqual([]);
  });

  it('waits for it here', async () => {
    expect(await run(ours)).toEqual([1]);
  });

  it('gives up after the grace period, and says what is cut', async () => {
    expect(await run(ours, { shutdownGracePeriod: 5 })).toEqual([]);
    expect(warnLog.mock.calls.flat().join()).toMatch(/after 5 ms: Record/);
  });

  it('waits for its commands, too, and for what those lead to', async () => {
    class Slow extends Nest.Command<void> {}
    @Nest.CommandHandler(Slow)
    class SlowHandler {
      constructor(private readonly events: Ours.EventBus) {}

      async execute() {
        await new Promise((resolve) => setTimeout(resolve, 10));
        await this.events.publish(new Happened(7, 10));
      }
    }
    const app = await start(ours, [Seen, Record, SlowHandler], { shutdownGracePeriod: 5000 });
    const answer = app.commands.execute(new Slow());
    await app.close();
    await answer;
    expect(app.get(Seen).ids).toEqual([7]);
  });
});

describe('B5 a message in onModuleInit', () => {
  const initiatorOf = () => {
    @Injectable()
    class Initiator implements OnModuleInit {
      answer: unknown;

      constructor(
        private readonly events: Nest.EventBus,
        private readonly commands: Nest.CommandBus,
      ) {}

      async onModuleInit(): Promise<void> {
        await this.events.publish(new Happened(1));
        await Promise.resolve(this.commands)
          .then((commands) => commands.execute(new React(2)))
          .catch((error: unknown) => (this.answer = error));
      }
    }
    return Initiator;
  };

  it('is lost in the published package', async () => {
    const app = await start(published, [Seen, Record, ReactHandler, initiatorOf()]);
    expect(app.get(Seen).ids).toEqual([]);
  });

  it('is handled here', async () => {
    const app = await start(ours, [Seen, Record, ReactHandler, initiatorOf()]);
    expect(app.get(Seen).ids).toEqual([1, 2]);
  });

  it('or before, of an application that was not initialised, is told of with what to do', async () => {
    const module = await Test.createTestingModule({
      imports: [ours.CqrsModule.forRoot()],
      providers: [Seen, Record, ReactHandler],
    }).compile();
    await expect(module.get(ours.CommandBus).execute(new React(1))).rejects.toThrow(/call `await app\.init\(\)`/);
    await module.get(ours.EventBus).publish(new Happened(1));
    expect(warnLog.mock.calls.flat().join()).toMatch(/event Happened is published before the application has initialised/);
  });
});

describe('B6 a message without a handler', () => {
  class Unknown extends Nest.Command<void> {}
  class Unasked extends Nest.Query<void> {}

  it('throws at once in the published package', async () => {
    const app = await start(published, []);
    expect(() => app.commands.execute(new Unknown())).toThrow(Nest.CommandHandlerNotFoundException);
  });

  it('rejects here, with the messages that have one', async () => {
    const app = await start(ours, [Seen, ReactHandler]);
    const error = await app.commands.execute(new Unknown()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Nest.CommandHandlerNotFoundException);
    expect((error as Error).message).toMatch(/"Unknown".*providers.*Known commands: React\./);
    await expect(app.queries.execute(new Unasked())).rejects.toThrow(Nest.QueryHandlerNotFoundException);
    await expect(app.commands.execute(undefined as never)).rejects.toThrow(/undefined/);
  });
});

describe('B7 a singleton handler', () => {
  class Look extends Nest.Command<Nest.AsyncContext | undefined> {}
  @Nest.CommandHandler(Look)
  class LookHandler {
    execute = async (command: Look) => Nest.AsyncContext.of(command) ?? Ours.BusContext.current()?.asyncContext;
  }

  it('cannot see the AsyncContext of its command in the published package', async () => {
    const app = await start(published, [LookHandler]);
    expect(await app.commands.execute(new Look(), new Nest.AsyncContext())).toBeUndefined();
  });

  it('sees it here, on the command and in its BusContext', async () => {
    const app = await start(ours, [LookHandler]);
    const context = new Nest.AsyncContext();
    expect(await app.commands.execute(new Look(), context)).toBe(context);
    expect(await app.commands.execute(Object.freeze(new Look()), context)).toBe(context);
    expect(await (app.commands as Ours.CommandBus).execute(new Look(), { context })).toBe(context);
  });
});

describe('B8 events of one stream', () => {
  class Account extends Nest.AggregateRoot {
    constructor(readonly id: string) {
      super();
    }
    note = (id: number, after: number) => this.apply(new Happened(id, after));
  }
  const commit = async (app: Running, id: string, ...events: [number, number][]) => {
    const account = app.get(Nest.EventPublisher).mergeObjectContext(new Account(id));
    for (const [number, after] of events) account.note(number, after);
    account.commit();
  };

  it('overtake each other in the published package', async () => {
    const app = await start(published, [Seen, Record]);
    await commit(app, 'a', [1, 25], [2, 1]);
    await eventually(() => app.get(Seen).ids.length === 2);
    expect(app.get(Seen).ids).toEqual([2, 1]);
  });

  it('are handled in order here, those of other streams meanwhile', async () => {
    const app = await start(ours, [Seen, Record]);
    await commit(app, 'a', [1, 25], [2, 1]);
    await commit(app, 'b', [10, 1]);
    await commit(app, 'a', [3, 1]);
    await (app.events as Ours.EventBus).settled();
    expect(app.get(Seen).ids).toEqual([10, 1, 2, 3]);
  });

  it.each([
    ['of one publishAll', (events: Nest.EventBus) => events.publishAll([new Happened(1, 25), new Happened(2, 1)])],
    [
      'that have no stream and are published in one go',
      async (events: Nest.EventBus) => {
        await events.publish(new Happened(1, 25));
        await events.publish(new Happened(2, 1));
      },
    ],
  ])('are those %s', async (_what, publish) => {
    const app = await start(ours, [Seen, Record]);
    await publish(app.events);
    await (app.events as Ours.EventBus).settled();
    expect(app.get(Seen).ids).toEqual([1, 2]);
  });

  it('are those that the application says', async () => {
    const app = await start(ours, [Seen, Record], { eventStream: () => 'the only one' });
    await commit(app, 'a', [1, 25]);
    await commit(app, 'b', [2, 1]);
    await (app.events as Ours.EventBus).settled();
    expect(app.get(Seen).ids).toEqual([1, 2]);
  });

  it('do not wait for ever for one that their own handler awaits', async () => {
    const done: number[] = [];
    @Nest.EventsHandler(Happened)
    class Chain {
      constructor(private readonly events: Ours.EventBus) {}

      async handle({ id }: Happened): Promise<void> {
        if (id < 3) await this.events.publish(new Happened(id + 1), { wait: 'handlers' });
        done.push(id);
      }
    }
    const app = await start(ours, [Chain], { eventStream: () => 'one' });
    await app.events.publish(new Happened(1), { wait: 'handlers' });
    expect(done).toEqual([3, 2, 1]);
  });
});

describe('B9 a publication', () => {
  it('gives nothing to await in the published package', async () => {
    const app = await start(published, [Seen, Record]);
    expect(app.events.publish(new Happened(1, 1))).toBeUndefined();
  });

  it('is awaited until its handlers have ended, when asked to be', async () => {
    const app = await start(ours, [Seen, Record]);
    await app.events.publish(new Happened(1, 15));
    expect(app.get(Seen).ids).toEqual([]);
    await app.events.publish(new Happened(2, 5), { wait: 'handlers' });
    expect(app.get(Seen).ids).toEqual([1, 2]);
    await app.events.publishAll([new Happened(3, 5), new Happened(4)], { wait: 'handlers' });
    expect(app.get(Seen).ids).toEqual([1, 2, 3, 4]);
    await app.events.publish(new Happened(5, 5), new Nest.AsyncContext(), { wait: 'handlers' } as never);
    expect(app.get(Seen).ids).toEqual([1, 2, 3, 4, 5]);
  });

  it('does not reject for a handler that failed: that is told elsewhere', async () => {
    const app = await start(ours, [Seen, Record]);
    await expect(app.events.publish(new Happened(-1, 5), { wait: 'handlers' })).resolves.toBeUndefined();
    expect(app.errors).toEqual([{ cause: new Happened(-1, 5), exception: new Error('refused -1') }]);
  });
});

describe('B10 a second handler for a command', () => {
  @Nest.CommandHandler(React)
  class OtherReactHandler {
    execute = async () => {};
  }
  @Nest.QueryHandler(React as never)
  class QueryOne {
    execute = async () => 1;
  }
  @Nest.QueryHandler(React as never)
  class QueryTwo {
    execute = async () => 2;
  }

  it('is a warning in the published package', async () => {
    await expect(start(published, [Seen, ReactHandler, OtherReactHandler])).resolves.toBeDefined();
  });

  it('is an error at start-up here, which names both and their modules', async () => {
    await expect(start(ours, [Seen, ReactHandler, OtherReactHandler])).rejects.toThrow(
      /React has two handlers, ReactHandler of RootTestModule and OtherReactHandler of RootTestModule/,
    );
    await expect(start(ours, [QueryOne, QueryTwo])).rejects.toThrow(Ours.DuplicateHandlerException);
  });

  it('is a warning here, too, if the application wants that, and the last one wins', async () => {
    const app = await start(ours, [Seen, ReactHandler, OtherReactHandler], { duplicateHandlers: 'warn' });
    await app.commands.execute(new React(1));
    expect(app.get(Seen).ids).toEqual([]);
    expect(warnLog.mock.calls.flat().join()).toMatch(/OtherReactHandler/);
  });

  it('may be one for an event: that is handled by both', async () => {
    @Nest.EventsHandler(Happened)
    class Also {
      readonly ids: number[] = [];
      handle = ({ id }: Happened) => this.ids.push(id);
    }
    const app = await start(ours, [Seen, Record, Also]);
    await app.events.publish(new Happened(1));
    expect([app.get(Seen).ids, app.get(Also).ids]).toEqual([[1], [1]]);
  });

  it('of an event that is the same class twice is warned of', async () => {
    @Global()
    @Module({ providers: [Seen], exports: [Seen] })
    class SeenModule {}
    @Module({ providers: [Record] })
    class Twice {}
    await start(ours, [Record], undefined, [SeenModule, Twice]);
    expect(warnLog.mock.calls.flat().join()).toMatch(/Record is provided by .*Twice/);
  });
});

describe('B11 the log of a handler that failed', () => {
  it('says "InstanceWrapper" in the published package', async () => {
    const app = await start(published, [Seen, Record]);
    app.events.publish(new Happened(-1));
    await eventually(() => errorLog.mock.calls.length === 1);
    expect(errorLog.mock.calls[0]![0]).toContain('InstanceWrapper');
  });

  it('names handler, event and correlation id here', async () => {
    const app = await start(ours, [Seen, Record]);
    await app.events.publish(new Happened(-1), { wait: 'handlers' });
    expect(errorLog.mock.calls[0]![0]).toMatch(
      /^Record failed on the event Happened \(correlation id [-0-9a-f]{36}\): refused -1$/,
    );
  });
});

describe('the handlers of an event', () => {
  class Rare {
    constructor(readonly id: number) {}
  }
  class RareAndSpecial extends Rare {}

  it('are looked up by its class: three hundred others are not asked', async () => {
    let asked = 0;
    const idOf = new Map<unknown, string>();
    const others = Array.from({ length: 300 }, (_, index) => {
      class Other {}
      idOf.set(Other, `other ${index}`);
      class Handler {
        handle() {}
      }
      Nest.EventsHandler(Other)(Handler);
      return Handler;
    });
    idOf.set(Happened, 'happened');
    const eventIdProvider = { getEventId: (event: Type) => ((asked += 1), idOf.get(event) ?? null) };
    const count = async (library: Library) => {
      const app = await start(library, [Seen, Record, ...others], { eventIdProvider } as never);
      await app.events.publish(new Happened(1));
      asked = 0;
      for (let id = 2; id < 5; id++) await app.events.publish(new Happened(id));
      await eventually(() => expect(app.get(Seen).ids).toEqual([1, 2, 3, 4]));
      return asked;
    };
    expect(await count(published)).toBe(903);
    expect(await count(ours)).toBe(0);
  });

  it('are those of its parent class, when it has none of its own, as in Nest', async () => {
    const ids: number[] = [];
    @Nest.EventsHandler(Rare)
    class RareHandler {
      handle = ({ id }: Rare) => ids.push(id);
    }
    for (const library of [published, ours]) {
      const app = await start(library, [RareHandler]);
      await app.events.publish(new RareAndSpecial(1));
    }
    expect(ids).toEqual([1, 1]);
  });
});

describe('@Publishable() in two applications of one process', () => {
  const aggregateOf = () => {
    @Nest.Publishable()
    class Note extends Nest.AggregateRoot {
      write(id: number) {
        this.apply(new Happened(id));
        this.commit();
      }
    }
    class Write extends Nest.Command<void> {}
    @Nest.CommandHandler(Write)
    class WriteHandler {
      async execute() {
        new Note().write(1);
      }
    }
    return { Note, Write, WriteHandler };
  };

  it('publishes to the bus of the first one in the published package', async () => {
    const { Write, WriteHandler } = aggregateOf();
    const first = await start(published, [Seen, Record, WriteHandler]);
    const second = await start(published, [Seen, Record, WriteHandler]);
    await second.commands.execute(new Write());
    expect([first.get(Seen).ids, second.get(Seen).ids]).toEqual([[1], []]);
  });

  it('publishes to the bus of the application at work here', async () => {
    const { Note, Write, WriteHandler } = aggregateOf();
    const first = await start(ours, [Seen, Record, WriteHandler]);
    const second = await start(ours, [Seen, Record, WriteHandler]);
    await second.commands.execute(new Write());
    expect([first.get(Seen).ids, second.get(Seen).ids]).toEqual([[], [1]]);
    expect(() => new Note().write(2)).toThrow(Ours.AmbiguousApplicationException);
    await first.close();
    new Note().write(3);
    expect([first.get(Seen).ids, second.get(Seen).ids]).toEqual([[], [1, 3]]);
  });
});

describe('a handler that belongs to a request', () => {
  it('gets the AsyncContext of its event, and its errors are told of with its name', async () => {
    const contexts: unknown[] = [];
    @Nest.EventsHandler(Happened, { scope: Scope.REQUEST })
    class Scoped {
      async handle(event: Happened): Promise<void> {
        contexts.push(Nest.AsyncContext.of(event));
        throw new Error('scoped');
      }
    }
    const app = await start(ours, [Scoped]);
    const context = new Nest.AsyncContext();
    await app.events.publish(new Happened(1), context);
    await (app.events as Ours.EventBus).settled();
    expect(contexts).toEqual([context]);
    expect(errorLog.mock.calls[0]![0]).toMatch(/^Scoped failed on the event Happened/);
  });
});
