import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import * as Nest from '@nestjs/cqrs';
import { Command, CommandBus, CommandHandler, CqrsModule, Query, QueryBus } from '../index.js';
import { BusContext } from '../context/bus-context.js';

class Greet extends Command<string> {
  constructor(readonly name: string) {
    super();
  }
}
class GreetLoudly extends Greet {}
class CountGreetings extends Query<number> {}
class Relay extends Command<string> {}

@Injectable()
class Greetings {
  count = 0;
  contexts: (BusContext | undefined)[] = [];
}

@CommandHandler(Greet)
class GreetHandler {
  constructor(private readonly greetings: Greetings) {}

  async execute({ name }: Greet): Promise<string> {
    this.greetings.count += 1;
    this.greetings.contexts.push(BusContext.current());
    return `Hello ${name}`;
  }
}

@Nest.QueryHandler(CountGreetings)
class CountHandler {
  constructor(private readonly greetings: Greetings) {}

  execute(): Promise<number> {
    return Promise.resolve(this.greetings.count);
  }
}

@CommandHandler(Relay)
class RelayHandler {
  constructor(
    private readonly bus: Nest.CommandBus,
    private readonly greetings: Greetings,
  ) {}

  async execute(): Promise<string> {
    this.greetings.contexts.push(BusContext.current());
    return this.bus.execute(new Greet('again'));
  }
}

class Dawdle extends Command<void> {}
@CommandHandler(Dawdle)
class DawdleHandler {
  execute = () =>
    new Promise<void>((resolve) => BusContext.current()!.signal.addEventListener('abort', () => resolve(), { once: true }));
}

@Injectable()
class ExistingOptions {
  createCqrsOptions = () => ({ commandTimeout: 5 });
}
@Module({ providers: [ExistingOptions], exports: [ExistingOptions] })
class ExistingOptionsModule {}

@Module({ providers: [Greetings, GreetHandler, CountHandler, RelayHandler, DawdleHandler] })
class GreetingsModule {}

async function start(cqrs = CqrsModule.forRoot()) {
  const app = await Test.createTestingModule({ imports: [cqrs, GreetingsModule] }).compile();
  await app.init();
  return app;
}

describe('the buses', () => {
  it('execute commands and queries whose handlers were decorated by either package', async () => {
    const app = await start();
    await expect(app.get(CommandBus).execute(new Greet('Ada'))).resolves.toBe('Hello Ada');
    await expect(app.get(QueryBus).execute(new CountGreetings())).resolves.toBe(1);
    await app.close();
  });

  it('are the same objects under their own class and under that of Nest', async () => {
    const app = await start();
    expect(app.get(Nest.CommandBus)).toBe(app.get(CommandBus));
    expect(app.get(Nest.QueryBus)).toBe(app.get(QueryBus));
    await app.close();
  });

  it('hand a subclass of a handled message to the handler of its parent', async () => {
    const app = await start();
    await expect(app.get(CommandBus).execute(new GreetLoudly('Bob'))).resolves.toBe('Hello Bob');
    await app.close();
  });

  it('run a handler in a context, and what it dispatches in one of the same correlation', async () => {
    const app = await start();
    await app.get(CommandBus).execute(new Relay());
    const [outer, inner] = app.get(Greetings).contexts;
    expect(outer).toMatchObject({ kind: 'command', name: 'Relay', startedAt: expect.any(Number) });
    expect(inner).toMatchObject({
      kind: 'command',
      name: 'Greet',
      correlationId: outer!.correlationId,
      causationId: outer!.causationId,
    });
    expect(BusContext.current()).toBeUndefined();
    await app.close();
  });

  it.each([
    [
      'a factory',
      {
        useFactory: (given: { commandTimeout: number }) => given,
        inject: ['given'],
        extraProviders: [{ provide: 'given', useValue: { commandTimeout: 5 } }],
      },
    ],
    ['a value', { useValue: { commandTimeout: 5 } }],
    [
      'a class',
      {
        useClass: class {
          createCqrsOptions = () => ({ commandTimeout: 5 });
        },
      },
    ],
    ['a provider that exists', { useExisting: ExistingOptions, imports: [ExistingOptionsModule] }],
  ])('take their options from %s', async (_name, options) => {
    const app = await start(CqrsModule.forRootAsync(options));
    await expect(app.get(CommandBus).execute(new Greet('Ada'))).resolves.toBe('Hello Ada');
    await expect(app.get(CommandBus).execute(new Dawdle())).rejects.toMatchObject({ timeout: 5 });
    await app.close();
  });

  it('refuse what they cannot use, by name, also when it comes later', async () => {
    const options = { useFactory: async () => ({ commandTimeout: -1 }) };
    await expect(start(CqrsModule.forRootAsync(options))).rejects.toThrow(/commandTimeout/);
  });
});
