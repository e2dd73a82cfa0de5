import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { eventually } from '@ledgerline/local-servers/testing';
import { BusContext } from '../context/bus-context.js';
import {
  Command,
  CommandBus,
  CommandHandler,
  CommandTimeoutException,
  CqrsModule,
  Query,
  QueryBus,
  QueryHandler,
  QueryTimeoutException,
  TimeoutAfter,
  type CqrsModuleOptions,
} from '../index.js';

/** What a handler saw; it ends when the test says so. */
interface Visit {
  readonly context: BusContext;
  readonly succeed: (result?: unknown) => void;
  readonly fail: (error: Error) => void;
}
const visits: Visit[] = [];
const visit = () =>
  new Promise<never>((resolve, reject) =>
    visits.push({ context: BusContext.current()!, succeed: resolve as never, fail: reject }),
  );

class Wait extends Command<string> {}
@TimeoutAfter(7)
class WaitBriefly extends Command<string> {}
@TimeoutAfter(60_000)
class WaitForHandler extends Command<string> {}
class WaitInVain extends Query<string> {}
@TimeoutAfter(20)
class WaitOutside extends Command<string> {}

@CommandHandler(Wait)
class WaitHandler {
  execute = visit;
}
@CommandHandler(WaitBriefly)
class WaitBrieflyHandler {
  execute = visit;
}
@TimeoutAfter(9)
@CommandHandler(WaitForHandler)
class WaitForHandlerHandler {
  execute = visit;
}
@QueryHandler(WaitInVain)
class WaitInVainHandler {
  execute = visit;
}
@CommandHandler(WaitOutside)
class WaitOutsideHandler {
  constructor(private readonly bus: CommandBus) {}

  async execute(): Promise<string> {
    return this.bus.execute(new Wait(), { timeout: 60_000 }).catch((error: Error) => error.message);
  }
}

async function start(options: CqrsModuleOptions = {}) {
  const app = await Test.createTestingModule({
    imports: [CqrsModule.forRoot({ shutdownGracePeriod: 0, ...options })],
    providers: [WaitHandler, WaitBrieflyHandler, WaitForHandlerHandler, WaitInVainHandler, WaitOutsideHandler],
  }).compile();
  await app.init();
  return { app, commands: app.get(CommandBus), queries: app.get(QueryBus) };
}

describe('a message past its timeout', () => {
  let running: Awaited<ReturnType<typeof start>> | undefined;
  const started = async (options?: CqrsModuleOptions) => (running = await start(options));

  beforeEach(() => {
    visits.length = 0;
  });
  afterEach(async () => {
    for (const { succeed } of visits) succeed();
    await running?.app.close();
  });

  it('rejects with an exception that names it and its limit, 504', async () => {
    const { commands, queries } = await started({ commandTimeout: 11, queryTimeout: 12 });
    const command = await commands.execute(new Wait()).catch((error: unknown) => error);
    expect(command).toBeInstanceOf(CommandTimeoutException);
    expect(command).toMatchObject({ command: 'Wait', timeout: 11, status: 504, code: 'COMMAND_TIMEOUT' });
    const query = await queries.execute(new WaitInVain()).catch((error: unknown) => error);
    expect(query).toBeInstanceOf(QueryTimeoutException);
    expect(query).toMatchObject({ query: 'WaitInVain', timeout: 12, status: 504 });
    expect((query as Error).message).toContain('12 ms');
  });

  it.each([
    ['the call comes before the handler', new WaitForHandler(), { timeout: 5 }, 5],
    ['the handler comes before the message', new WaitForHandler(), undefined, 9],
    ['the message comes before the bus', new WaitBriefly(), undefined, 7],
    ['the bus comes last', new Wait(), undefined, 30_000],
  ])('%s', async (_rule, message, options, limit) => {
    const { commands } = await started({ commandTimeout: 30_000 });
    const answer = commands.execute(message, options).catch((error: unknown) => error);
    if (limit > 1000) {
      expect(visits[0]!.context.deadline! - performance.now()).toBeGreaterThan(29_000);
      visits[0]!.succeed('in time');
      await expect(answer).resolves.toBe('in time');
    } else {
      await expect(answer).resolves.toMatchObject({ timeout: limit });
    }
  });

  it('has its handler told by the signal, whether that was looked at before or is after', async () => {
    const { commands } = await started();
    const early = commands.execute(new WaitBriefly());
    const { signal } = visits[0]!.context;
    expect(signal.aborted).toBe(false);
    await expect(early).rejects.toThrow(CommandTimeoutException);
    expect(signal.reason).toBeInstanceOf(CommandTimeoutException);
    await expect(commands.execute(new WaitBriefly())).rejects.toThrow(CommandTimeoutException);
    expect(visits[1]!.context.signal.aborted).toBe(true);
  });

  it('ends what it dispatched, however long that might have taken', async () => {
    const { commands } = await started();
    const outer = commands.execute(new WaitOutside()).catch((error: unknown) => error);
    const inner = visits[0]!.context;
    await expect(outer).resolves.toMatchObject({ command: 'WaitOutside', timeout: 20 });
    await eventually(() => inner.signal.aborted);
  });

  it('has its late result dropped and its late error logged at debug', async () => {
    const debug = jest.spyOn(Logger.prototype, 'debug').mockImplementation();
    const { commands } = await started();
    await expect(commands.execute(new WaitBriefly())).rejects.toThrow(CommandTimeoutException);
    await expect(commands.execute(new WaitBriefly())).rejects.toThrow(CommandTimeoutException);
    visits[0]!.succeed('too late');
    visits[1]!.fail(new Error('broken'));
    await eventually(() => debug.mock.calls.length === 1);
    expect(debug.mock.calls[0]![0]).toMatch(/WaitBriefly .* broken/);
    debug.mockRestore();
  });

  it('is one of the caller that gave up, too: its promise rejects with the reason, and the handler is told', async () => {
    const { commands } = await started();
    const caller = new AbortController();
    const answer = commands.execute(new Wait(), { signal: caller.signal });
    caller.abort(new Error('not interested'));
    await expect(answer).rejects.toThrow('not interested');
    expect(visits[0]!.context.signal.reason).toEqual(new Error('not interested'));
    await expect(commands.execute(new Wait(), { signal: caller.signal })).rejects.toThrow('not interested');
    expect(visits).toHaveLength(1);
  });

  it('does not exist at 0', async () => {
    const { commands } = await started({ commandTimeout: 5 });
    const answer = commands.execute(new Wait(), { timeout: 0 });
    expect(visits[0]!.context.deadline).toBeUndefined();
    visits[0]!.succeed('done');
    await expect(answer).resolves.toBe('done');
  });

  it('is refused at once when it makes no sense', async () => {
    expect(() => TimeoutAfter(-1)).toThrow(/@TimeoutAfter/);
    expect(() => CqrsModule.forRoot({ commandTimeout: Number.NaN })).not.toThrow();
    await expect(start({ commandTimeout: Number.NaN })).rejects.toThrow(/commandTimeout/);
  });
});
