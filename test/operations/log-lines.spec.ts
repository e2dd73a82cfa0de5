import { Logger } from '@nestjs/common';
import { CqrsModule, EventsHandler, Projection } from '@ledgerline/cqrs';
import { Event, EventHandler, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { eventually } from '@ledgerline/local-servers/testing';
import { NonRetryableError, Saga, SagaModule, SagaRunner, SagaStep } from '@ledgerline/saga';
import { Test, type TestingModule } from '@nestjs/testing';
import { CapturingLogger } from '../faults/operations/support/capturing-logger.js';

class Broke extends Event {}

@EventsHandler(Broke)
class BrokeHandler {
  handle(): never {
    throw new Error('The handler is out of order.');
  }
}

@Projection({ name: 'shards', retry: { retries: 0 } })
class ShardsProjection {
  @EventHandler(Broke)
  onBroke(): never {
    throw new Error('The projection is out of order.');
  }
}

@Saga({ name: 'mending', maxRetries: 0 })
class MendingSaga {
  @SagaStep({ compensate: 'unglue' })
  async glue(_context: object): Promise<void> {}
  async unglue(_context: object): Promise<never> {
    throw new NonRetryableError('It sticks.');
  }

  @SagaStep()
  async paint(_context: object): Promise<never> {
    throw new NonRetryableError('No paint.');
  }
}

describe('A line of the log that tells of a failure', () => {
  const logger = new CapturingLogger();
  let module: TestingModule;

  beforeAll(async () => {
    module = await Test.createTestingModule({
      imports: [
        EventSourcingModule.forRoot({ storage: 'memory:' }),
        EventSourcingModule.forFeature({ events: [Broke] }),
        CqrsModule.forRoot(),
        SagaModule.forRoot({ storage: 'memory:' }),
        SagaModule.forFeature([MendingSaga]),
      ],
      providers: [BrokeHandler, ShardsProjection, MendingSaga],
    })
      .setLogger(logger)
      .compile();
    Logger.overrideLogger(logger);
    await module.init();
  });
  afterAll(async () => {
    await module.close();
    Logger.overrideLogger(['fatal']);
  });

  const line = (...parts: readonly string[]) =>
    eventually(() => logger.lines.some((each) => each.startsWith('error') && parts.every((part) => each.includes(part))), {
      timeout: 30_000,
      until: `a line has ${parts.join(', ')}`,
    });

  it('of a handler of events names the handler, the event and the correlation id', async () => {
    const correlationId = 'correlation-4711';
    await module.get(EventStore).append('vase-1', new Broke(), { metadata: { correlationId } });
    await line('BrokeHandler', 'Broke', correlationId, 'The handler is out of order.');
  });

  it('of a projection names it, the stream and the version', async () => {
    await module.get(EventStore).append('vase-2', new Broke());
    await line('shards', 'vase-1', 'event 1', 'The projection is out of order.');
  });

  it('of a saga names it, its id and the step', async () => {
    const { id, status } = await module.get(SagaRunner).execute(MendingSaga, {});
    expect(status).toBe('compensation-failed');
    await line('mending', id, 'glue', 'It sticks.');
  });
});
