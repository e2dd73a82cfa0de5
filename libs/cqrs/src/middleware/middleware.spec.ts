import { Injectable, Module, Scope } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  AsyncContext,
  BusContext,
  Command,
  CommandBus,
  CommandHandler,
  CommandMiddleware,
  CqrsModule,
  InvalidMiddlewareException,
  Query,
  QueryBus,
  QueryHandler,
  QueryMiddleware,
  UseMiddleware,
  type BusMiddleware,
} from '../index.js';

@Injectable()
class Diary {
  readonly lines: string[] = [];
}

abstract class Noting implements BusMiddleware {
  constructor(private readonly diary: Diary) {}

  async use(message: object, next: () => Promise<unknown>, context: BusContext): Promise<unknown> {
    this.diary.lines.push(`${this.constructor.name} before ${context.kind} ${message.constructor.name}`);
    const result = await next();
    this.diary.lines.push(`${this.constructor.name} after ${String(result)}`);
    return result;
  }
}

@CommandMiddleware({ order: 10 })
class Inner extends Noting {
  constructor(diary: Diary) {
    super(diary);
  }
}
@CommandMiddleware({ order: -1 })
@QueryMiddleware()
class Outer extends Noting {
  constructor(diary: Diary) {
    super(diary);
  }
}
@Injectable()
class OfOneHandler extends Noting {
  constructor(diary: Diary) {
    super(diary);
  }
}
@Injectable()
class Retry implements BusMiddleware {
  async use(_message: object, next: () => Promise<unknown>): Promise<unknown> {
    try {
      return await next();
    } catch {
      return await next();
    }
  }
}

class Save extends Command<string> {}
class Ask extends Query<string> {}
class Flaky extends Command<string> {}

@CommandHandler(Save)
class SaveHandler {
  execute = async () => 'saved';
}
@QueryHandler(Ask)
class AskHandler {
  execute = async () => 'told';
}
@UseMiddleware(Retry, OfOneHandler)
@CommandHandler(Flaky)
class FlakyHandler {
  calls = 0;

  execute(): Promise<string> {
    this.calls += 1;
    if (this.calls === 1) throw new Error('not yet');
    return Promise.resolve('at last');
  }
}
@CommandHandler(Save, { scope: Scope.REQUEST })
class ScopedSaveHandler {
  execute = async () => 'saved in a request';
}

@Module({ providers: [Diary, OfOneHandler, FlakyHandler], exports: [Diary] })
class FlakyModule {}

async function start(...providers: (new (...dependencies: never[]) => object)[]) {
  const app = await Test.createTestingModule({ imports: [CqrsModule.forRoot(), FlakyModule], providers }).compile();
  await app.init();
  return { app, commands: app.get(CommandBus), queries: app.get(QueryBus), diary: app.get(Diary).lines };
}

describe('middleware', () => {
  it('stands around the handlers of its bus, a lower order outside', async () => {
    const { commands, queries, diary } = await start(Inner, Outer, SaveHandler, AskHandler);
    await expect(commands.execute(new Save())).resolves.toBe('saved');
    expect(diary).toEqual(['Outer before command Save', 'Inner before command Save', 'Inner after saved', 'Outer after saved']);
    diary.length = 0;
    await expect(queries.execute(new Ask())).resolves.toBe('told');
    expect(diary).toEqual(['Outer before query Ask', 'Outer after told']);
  });

  it('of one handler is inside that of the bus, whether a module provides it or not, and may try again', async () => {
    const { commands, diary, app } = await start(Inner);
    await expect(commands.execute(new Flaky())).resolves.toBe('at last');
    expect(diary).toEqual([
      'Inner before command Flaky',
      'OfOneHandler before command Flaky',
      'OfOneHandler before command Flaky',
      'OfOneHandler after at last',
      'Inner after at last',
    ]);
    expect(app.get(FlakyHandler).calls).toBe(2);
  });

  it('stands before a handler that belongs to a request', async () => {
    const { commands, diary } = await start(Outer, ScopedSaveHandler);
    await expect(commands.execute(new Save(), new AsyncContext())).resolves.toBe('saved in a request');
    expect(diary).toEqual(['Outer before command Save', 'Outer after saved in a request']);
  });

  it('that throws at once rejects the promise', async () => {
    @CommandMiddleware()
    class Thrower implements BusMiddleware {
      use(): Promise<unknown> {
        throw new Error('no');
      }
    }
    const { commands } = await start(Thrower, SaveHandler);
    const answer = commands.execute(new Save());
    await expect(answer).rejects.toThrow('no');
  });

  it('leaves the exception of a handler as it is', async () => {
    class Broken extends Command<void> {}
    const problem = new Error('broken');
    @CommandHandler(Broken)
    class BrokenHandler {
      execute = () => Promise.reject(problem);
    }
    const { commands } = await start(Outer, BrokenHandler);
    await expect(commands.execute(new Broken())).rejects.toBe(problem);
  });

  it('that cannot be one is refused at start-up, by name', async () => {
    @CommandMiddleware()
    class Nothing {}
    await expect(start(Nothing)).rejects.toThrow(/Nothing has no method `use`/);
    @Injectable({ scope: Scope.REQUEST })
    class OfARequest {}
    @QueryMiddleware()
    class Scoped implements BusMiddleware {
      constructor(readonly request: OfARequest) {}
      use = (_message: object, next: () => Promise<unknown>) => next();
    }
    await expect(start(Scoped, OfARequest)).rejects.toThrow(InvalidMiddlewareException);
  });
});
