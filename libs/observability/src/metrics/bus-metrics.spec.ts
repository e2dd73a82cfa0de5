import {
  Command,
  CommandBus,
  CommandHandler,
  CqrsModule,
  Query,
  QueryBus,
  QueryHandler,
  TimeoutAfter,
  type ICommandHandler,
  type IQueryHandler,
} from '@ledgerline/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { IsPositive } from 'class-validator';
import { Registry, type MetricObjectWithValues, type MetricValue } from 'prom-client';
import { watchCommands, watchQueries } from './bus-metrics.js';

class Pour extends Command<string> {
  @IsPositive()
  readonly cups: number;

  constructor(cups: number) {
    super();
    this.cups = cups;
  }
}

@CommandHandler(Pour)
class PourHandler implements ICommandHandler<Pour> {
  async execute({ cups }: Pour): Promise<string> {
    if (cups > 3) throw new Error('The pot is empty.');
    return 'poured';
  }
}

@TimeoutAfter(5)
class Wait extends Query<never> {}

@QueryHandler(Wait)
class WaitHandler implements IQueryHandler<Wait> {
  execute(): Promise<never> {
    return new Promise(() => {});
  }
}

async function counts(registry: Registry, name: string): Promise<Record<string, number>> {
  const { values } = (await registry.getSingleMetric(name)!.get()) as MetricObjectWithValues<MetricValue<string>>;
  return Object.fromEntries(values.map(({ labels, value }) => [`${labels['name']} ${labels['outcome']}`, value]));
}

async function start(): Promise<TestingModule> {
  const module = await Test.createTestingModule({
    imports: [CqrsModule.forRoot({ shutdownGracePeriod: 0 })],
    providers: [PourHandler, WaitHandler],
  }).compile();
  return module.init();
}

describe('The metrics of the buses', () => {
  let module: TestingModule;
  let registry: Registry;

  beforeEach(async () => {
    module = await start();
    registry = new Registry();
  });
  afterEach(() => module.close());

  it('count commands by name and outcome, and time them', async () => {
    const bus = module.get(CommandBus);
    const end = watchCommands(registry, bus);
    await bus.execute(new Pour(1));
    await bus.execute(new Pour(2));
    await expect(bus.execute(new Pour(4))).rejects.toThrow('The pot is empty.');
    await expect(bus.execute(new Pour(-1))).rejects.toMatchObject({ status: 400 });
    expect(await counts(registry, 'ledgerline_commands_total')).toEqual({ 'Pour ok': 2, 'Pour error': 1, 'Pour invalid': 1 });
    expect(await registry.getSingleMetricAsString('ledgerline_command_duration_seconds')).toContain('_count{name="Pour"} 4');
    end();
    await bus.execute(new Pour(1));
    expect(await counts(registry, 'ledgerline_commands_total')).toMatchObject({ 'Pour ok': 2 });
  });

  it('count queries that took too long', async () => {
    const bus = module.get(QueryBus);
    const end = watchQueries(registry, bus);
    await expect(bus.execute(new Wait())).rejects.toMatchObject({ status: 504 });
    expect(await counts(registry, 'ledgerline_queries_total')).toEqual({ 'Wait timeout': 1 });
    end();
  });

  it('leave out what the buses of another application do', async () => {
    const other = await start();
    const end = watchCommands(registry, module.get(CommandBus));
    await other.get(CommandBus).execute(new Pour(1));
    expect(await counts(registry, 'ledgerline_commands_total')).toEqual({});
    end();
    await other.close();
  });
});
