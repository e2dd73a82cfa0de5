import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CommandBus, UnitOfWork } from '@ledgerline/cqrs';
import { EventStore } from '@ledgerline/event-sourcing';
import { availableDatabases } from '@ledgerline/local-servers/testing';
import { Saga, SagaModule, SagaRunner, SagaStep, type StepContext } from '@ledgerline/saga';
import { bankStorage, Deposited, MoveMoney, openBank, OpenAccount, type Bank } from './bank.js';

interface Payment {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  /** Attempts of the step that fail behind what they did. */
  readonly failures: number;
  /** Whether each attempt decides otherwise. */
  readonly wavers?: boolean;
}

/** Attempts by the key of their step. */
const attempts = new Map<string, number>();

function attempt({ idempotencyKey }: StepContext, { failures }: Payment): { number: number; end: () => void } {
  const number = (attempts.get(idempotencyKey) ?? 0) + 1;
  attempts.set(idempotencyKey, number);
  const end = () => {
    if (number <= failures) throw new Error(`attempt ${number} fails at its end`);
  };
  return { number, end };
}

@Injectable()
@Saga({ name: 'payment' })
class PaymentSaga {
  constructor(private readonly bus: CommandBus) {}

  @SagaStep({ maxRetries: 3, retryDelay: 1 })
  async pay(payment: Payment, step: StepContext) {
    const { number, end } = attempt(step, payment);
    const amount = payment.wavers ? number : payment.amount;
    const { balance } = await this.bus.execute(new MoveMoney(payment.from, payment.to, amount));
    await this.bus.execute(new MoveMoney(payment.from, payment.to, 1));
    end();
    return { balance };
  }
}

@Injectable()
@Saga({ name: 'booking' })
class BookingSaga {
  constructor(
    private readonly bus: CommandBus,
    private readonly store: EventStore,
    private readonly unit: UnitOfWork,
  ) {}

  @SagaStep({ transactional: true, maxRetries: 3, retryDelay: 1 })
  async book(payment: Payment, step: StepContext) {
    const { end } = attempt(step, payment);
    const { from, to, amount } = payment;
    await this.bus.execute(new MoveMoney(from, to, amount));
    await this.store.append(`account-${from}`, new Deposited(1000));
    await this.unit.run(() => this.store.append(`account-${to}`, new Deposited(2000)));
    // What fails in a savepoint of its own leaves nothing, and does not keep the rest from being done.
    await this.bus.execute(new MoveMoney(from, to, 500, true)).catch(() => undefined);
    end();
  }
}

describe.each(['memory', ...availableDatabases()] as const)('commands in the steps of sagas on %s', (kind) => {
  let storage: Awaited<ReturnType<typeof bankStorage>>;
  let bank: Bank;
  let sagas: SagaRunner;
  let accounts: { from: string; to: string };

  beforeAll(async () => {
    storage = await bankStorage(kind);
    const classes = kind === 'memory' ? [PaymentSaga] : [PaymentSaga, BookingSaga];
    bank = await openBank({
      storage: storage.url,
      imports: [SagaModule.forRoot({ storage: storage.url, jitter: false }), SagaModule.forFeature(classes)],
      providers: classes,
    });
    sagas = bank.module.get(SagaRunner);
  }, 60_000);
  afterAll(async () => {
    await bank.close();
    await storage.drop();
  }, 60_000);
  beforeEach(async () => {
    accounts = { from: randomUUID(), to: randomUUID() };
    for (const id of Object.values(accounts)) await bank.bus.execute(new OpenAccount(id, 100));
    bank.desk.done.length = 0;
  });

  const balances = () => Promise.all([bank.balance(accounts.from), bank.balance(accounts.to)]);

  it('are done once, however often the step runs: the aggregate is not asked again', async () => {
    const result = await sagas.execute(PaymentSaga, { ...accounts, amount: 60, failures: 2 });
    expect(result).toMatchObject({ success: true });
    expect(bank.desk.done).toEqual(['move 60', 'move 1']);
    expect(await balances()).toEqual([39, 161]);
  });

  it('of another saga, or another step, are commands of their own', async () => {
    for (let round = 0; round < 2; round++) await sagas.execute(PaymentSaga, { ...accounts, amount: 10, failures: 0 });
    expect(bank.desk.done).toEqual(['move 10', 'move 1', 'move 10', 'move 1']);
    expect(await balances()).toEqual([78, 122]);
  });

  it('that a run again decides otherwise are refused: what was done stays done, once', async () => {
    const result = await sagas.execute(PaymentSaga, { ...accounts, amount: 0, failures: 1, wavers: true });
    expect(result).toMatchObject({ success: false, failedStep: 'pay' });
    expect(result.error).toMatchObject({ code: 'IDEMPOTENCY_KEY_CONFLICT' });
    expect(bank.desk.done).toEqual(['move 1', 'move 1']);
    expect(await balances()).toEqual([98, 102]);
  });

  it('commit with the record of a transactional step, and are rolled back with it', async () => {
    if (kind === 'memory') return;
    const result = await sagas.execute(BookingSaga, { ...accounts, amount: 60, failures: 2 });
    expect(result).toMatchObject({ success: true });
    expect(await balances()).toEqual([1040, 2160]);
    expect(await bank.amounts(accounts.from)).toEqual([100, -60, 1000]);
    expect(await bank.amounts(accounts.to)).toEqual([100, 60, 2000]);
  });
});
