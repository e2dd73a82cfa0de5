import { Injectable, Module, Scope } from '@nestjs/common';
import { availableDatabases, freshDatabase } from '@ledgerline/local-servers/testing';
import { Test } from '@nestjs/testing';
import {
  NonRetryableError,
  Saga,
  SagaConflictException,
  SagaDefinitionException,
  SagaDelay,
  SagaModule,
  SagaRunner,
  SagaStep,
  SagaWait,
  UnknownSagaException,
  type StepContext,
} from './index.js';

interface OrderContext {
  orderId: string;
  reservationId?: string;
  paid?: number;
}

@Injectable()
class Calls {
  readonly made: string[] = [];
  note(call: string): void {
    this.made.push(call);
  }
}

@Saga({ name: 'order', maxRetries: 0, timeout: 0 })
class OrderSaga {
  constructor(private readonly calls: Calls) {}

  @SagaStep({ compensate: 'release' })
  async reserve(context: OrderContext, step: StepContext) {
    this.calls.note(`reserve ${step.idempotencyKey.split('/').at(-1)}`);
    context.reservationId = `R-${context.orderId}`;
    return { pieces: 2 };
  }
  async release(context: OrderContext, step: StepContext) {
    this.calls.note(
      `release ${context.reservationId} ${JSON.stringify(step.result)} ${step.inDoubt} ${step.idempotencyKey.split('/').at(-1)}`,
    );
  }

  @SagaStep({ compensate: 'refund' })
  async pay(context: OrderContext) {
    this.calls.note('pay');
    if (context.orderId === 'declined') throw new NonRetryableError('declined');
    if (context.orderId === 'broken') throw new Error('broken');
    context.paid = 1;
  }
  async refund(_context: OrderContext, step: StepContext) {
    this.calls.note(`refund ${step.inDoubt}`);
  }
}

@Saga({ name: 'waiting', timeout: 60_000 })
class WaitingSaga {
  @SagaWait({ signal: 'go', timeout: 30_000 })
  async wait(context: { got?: unknown }, payload: { answer: number }) {
    context.got = payload.answer;
  }
  @SagaDelay(50)
  async later(context: { got?: unknown; later?: boolean }) {
    context.later = true;
  }
}

@Module({ providers: [Calls], exports: [Calls] })
class CallsModule {}

@Module({ imports: [CallsModule, SagaModule.forFeature([OrderSaga])], providers: [OrderSaga] })
class OrderModule {}

@Module({ imports: [SagaModule.forFeature([WaitingSaga])] })
class WaitingModule {}

describe.each(['memory', ...availableDatabases()] as const)('SagaModule on %s', (engine) => {
  let database: Awaited<ReturnType<typeof freshDatabase>> | undefined;
  beforeAll(async () => {
    if (engine !== 'memory') database = await freshDatabase(engine);
  });
  afterAll(() => database?.drop());

  async function start() {
    const module = await Test.createTestingModule({
      imports: [SagaModule.forRoot({ storage: database?.url ?? 'memory:' }), OrderModule, WaitingModule],
    }).compile();
    await module.init();
    return { module, runner: module.get(SagaRunner), calls: module.get(Calls, { strict: false }) };
  }

  let app: Awaited<ReturnType<typeof start>>;
  beforeEach(async () => {
    app = await start();
  });
  afterEach(() => app.module.close());

  it('runs the steps of a saga in order and gives its context', async () => {
    const result = await app.runner.execute(OrderSaga, { orderId: '1' });
    expect(result).toEqual({
      id: expect.any(String),
      status: 'completed',
      success: true,
      stepsCompleted: ['reserve', 'pay'],
      context: { orderId: '1', reservationId: 'R-1', paid: 1 },
    });
    expect(app.calls.made).toEqual(['reserve reserve', 'pay']);
  });

  it('compensates what was done when a step refuses, and the refused step not', async () => {
    const result = await app.runner.execute(OrderSaga, { orderId: 'declined' });
    expect(result).toMatchObject({
      status: 'compensated',
      success: false,
      failedStep: 'pay',
      error: { name: 'NonRetryableError', message: 'declined' },
    });
    expect(app.calls.made.slice(2)).toEqual(['release R-declined {"pieces":2} false reserve:undo']);
  });

  it('compensates a step of unknown outcome, too, and tells it so', async () => {
    const result = await app.runner.execute(OrderSaga, { orderId: 'broken' });
    expect(result).toMatchObject({ status: 'compensated', failedStep: 'pay', stepsCompleted: ['reserve'] });
    expect(app.calls.made.slice(2)).toEqual(['refund true', 'release R-broken {"pieces":2} false reserve:undo']);
  });

  it('runs once for one id, whoever asks, and refuses another context or saga under it', async () => {
    const results = await Promise.all(
      Array.from({ length: 64 }, () => app.runner.execute(OrderSaga, { orderId: '7' }, { id: 'seven' })),
    );
    expect(new Set(results.map(({ id, status }) => `${id} ${status}`))).toEqual(new Set(['seven completed']));
    expect(app.calls.made).toHaveLength(2);
    await expect(app.runner.execute(OrderSaga, { orderId: '8' }, { id: 'seven' })).rejects.toThrow(SagaConflictException);
    await expect(app.runner.execute(WaitingSaga, {}, { id: 'seven' })).rejects.toThrow(SagaConflictException);
  });

  it('waits for a signal and a delay', async () => {
    const handle = await app.runner.start(WaitingSaga, {});
    await app.runner.signal(handle.id, 'go', { answer: 42 });
    await expect(handle.result({ timeout: 3_000 })).resolves.toMatchObject({
      status: 'completed',
      context: { got: 42, later: true },
    });
  });

  it('refuses a class that is not registered', async () => {
    @Saga({ name: 'stranger' })
    class Stranger {
      @SagaStep()
      async only(_context: { a: number }) {}
    }
    await expect(app.runner.execute(Stranger, { a: 1 })).rejects.toThrow(UnknownSagaException);
  });
});

describe('SagaModule at start-up', () => {
  it('refuses all mistakes of all sagas in one exception', async () => {
    @Saga({ name: 'a/b' })
    class Bad {
      @SagaStep({ compensate: 'undo' as never })
      async one(_context: object) {}
      @SagaWait({ signal: '', timeout: 400_000 })
      async two(_context: object, _payload: unknown) {}
    }
    @Saga({ name: 'empty' })
    class Empty {}
    const module = await Test.createTestingModule({
      imports: [SagaModule.forRoot({ storage: 'memory:' }), SagaModule.forFeature([Bad, Empty])],
    }).compile();
    const error = await module.init().then(
      () => undefined,
      (thrown: unknown) => thrown as SagaDefinitionException,
    );
    expect(error).toBeInstanceOf(SagaDefinitionException);
    expect(error!.mistakes).toHaveLength(5);
    await module.close();
  });

  it('gives each attempt fresh instances of request-scoped providers', async () => {
    const seen = new Set<object>();
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {}
    @Saga({ name: 'scoped' })
    class Scoped {
      constructor(private readonly own: PerRequest) {}
      @SagaStep()
      async one(_context: { a: number }) {
        seen.add(this.own);
      }
      @SagaStep()
      async two(_context: { a: number }) {
        seen.add(this.own);
      }
    }
    Reflect.defineMetadata('design:paramtypes', [PerRequest], Scoped);
    const module = await Test.createTestingModule({
      imports: [SagaModule.forRoot({ storage: 'memory:' }), SagaModule.forFeature([Scoped])],
      providers: [PerRequest, Scoped],
    }).compile();
    await module.init();
    await expect(module.get(SagaRunner).execute(Scoped, { a: 1 })).resolves.toMatchObject({ success: true });
    expect(seen.size).toBe(2);
    await module.close();
  });
});
