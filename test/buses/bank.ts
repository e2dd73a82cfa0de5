import { randomUUID } from 'node:crypto';
import { Global, Injectable, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  BusContext,
  Command,
  CommandBus,
  CommandHandler,
  CqrsModule,
  Idempotent,
  InjectWriteDb,
  UnitOfWork,
  type CqrsModuleOptions,
} from '@ledgerline/cqrs';
import { Aggregate, AggregateRoot, Event, EventHandler, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { freshDatabase, type DatabaseKind, type FreshDatabase } from '@ledgerline/local-servers/testing';
import type { StorageOption } from '@ledgerline/storage';
import { BUS_PAUSE_POINTS, type BusPausePoints } from '../../libs/cqrs/src/units-of-work/pause-points.js';
import { Column, Entity, PrimaryColumn, type DataSource } from 'typeorm';

export class Deposited extends Event {
  constructor(readonly amount: number) {
    super();
  }
}

@Aggregate({ name: 'account' })
export class Account extends AggregateRoot {
  balance = 0;

  deposit(amount: number): void {
    if (this.balance + amount < 0) throw new Error(`account ${this.id} is not covered`);
    this.apply(new Deposited(amount));
  }

  @EventHandler(Deposited)
  protected onDeposited({ amount }: Deposited): void {
    this.balance += amount;
  }
}

/** What the application writes itself, beside the events. */
@Entity({ name: 'transfers' })
export class Transfer {
  @PrimaryColumn({ length: 40 })
  id!: string;

  @Column()
  amount!: number;
}

export class OpenAccount extends Command<string> {
  constructor(
    readonly id: string,
    readonly amount: number,
  ) {
    super();
  }
}

/** Moves money; `fails` at the end of it. */
export class MoveMoney extends Command<{ transfer: string; balance: number }> {
  constructor(
    readonly from: string,
    readonly to: string,
    readonly amount: number,
    readonly fails = false,
  ) {
    super();
  }
}

/** Moves money twice, by two commands. */
export class MoveTwice extends Command<void> {
  constructor(
    readonly moves: readonly [MoveMoney, MoveMoney],
    readonly forgives = false,
  ) {
    super();
  }
}

@Idempotent((command: PayIn) => command.requestId)
export class PayIn extends Command<{ version: number; token: string }> {
  constructor(
    readonly account: string,
    readonly amount: number,
    readonly requestId?: string,
  ) {
    super();
  }
}

/** Does what a spec wants. */
export class Do extends Command<unknown> {
  constructor(readonly what: string) {
    super();
  }
}

/** What handlers did, and what a spec makes them do. */
@Injectable()
export class Desk {
  readonly done: string[] = [];
  readonly contexts: BusContext[] = [];
  /** Behind the work of a handler, and before its end. */
  meanwhile: (command: object) => unknown = () => undefined;
}

@CommandHandler(OpenAccount)
class OpenAccountHandler {
  constructor(
    private readonly store: EventStore,
    private readonly desk: Desk,
  ) {}

  async execute(command: OpenAccount): Promise<string> {
    const account = new Account(command.id);
    account.deposit(command.amount);
    await this.store.save(account);
    this.desk.done.push(`open ${command.id}`);
    await this.desk.meanwhile(command);
    return command.id;
  }
}

@UnitOfWork()
@CommandHandler(MoveMoney)
class MoveMoneyHandler {
  constructor(
    private readonly store: EventStore,
    private readonly desk: Desk,
  ) {}

  async execute(command: MoveMoney) {
    const { from, to, amount } = command;
    await this.store.update(Account, from, (account) => account.deposit(-amount));
    await this.store.update(Account, to, (account) => account.deposit(amount));
    const transfer = randomUUID();
    await BusContext.current()!.manager?.insert(Transfer, { id: transfer, amount });
    this.desk.done.push(`move ${amount}`);
    await this.desk.meanwhile(command);
    if (command.fails) throw new Error('no');
    return { transfer, balance: (await this.store.load(Account, from)).balance };
  }
}

@UnitOfWork()
@CommandHandler(MoveTwice)
class MoveTwiceHandler {
  constructor(private readonly bus: CommandBus) {}

  async execute({ moves, forgives }: MoveTwice): Promise<void> {
    for (const move of moves) {
      try {
        await this.bus.execute(move);
      } catch (error) {
        if (!forgives) throw error;
      }
    }
  }
}

@CommandHandler(PayIn)
class PayInHandler {
  constructor(
    private readonly store: EventStore,
    private readonly desk: Desk,
  ) {}

  async execute(command: PayIn) {
    const result = await this.store.append(`account-${command.account}`, new Deposited(command.amount));
    this.desk.done.push(`pay ${command.amount}`);
    this.desk.contexts.push(BusContext.current()!);
    await this.desk.meanwhile(command);
    return result;
  }
}

@CommandHandler(Do)
class DoHandler {
  constructor(private readonly desk: Desk) {}

  async execute(command: Do): Promise<unknown> {
    this.desk.done.push(command.what);
    return this.desk.meanwhile(command);
  }
}

@Injectable()
export class WriteDatabase {
  constructor(@InjectWriteDb() readonly dataSource: DataSource) {}
}

@Module({
  imports: [EventSourcingModule.forFeature([Account])],
  providers: [Desk, OpenAccountHandler, MoveMoneyHandler, MoveTwiceHandler, PayInHandler, DoHandler],
})
class BankModule {}

@Global()
@Module({})
class PausePointsModule {
  static with(pauseAt: BusPausePoints): DynamicModule {
    const provider = { provide: BUS_PAUSE_POINTS, useValue: pauseAt };
    return { module: PausePointsModule, providers: [provider], exports: [BUS_PAUSE_POINTS] };
  }
}

export interface BankOptions extends CqrsModuleOptions {
  readonly storage: StorageOption;
  readonly imports?: readonly DynamicModule[];
  readonly providers?: readonly Provider[];
  readonly pauseAt?: BusPausePoints;
}

/** One node of a bank. */
export async function openBank({ storage, imports = [], providers = [], pauseAt, ...options }: BankOptions) {
  const isSql = !(typeof storage === 'string' && storage.startsWith('memory:'));
  const module = await Test.createTestingModule({
    imports: [
      EventSourcingModule.forRoot({ storage }),
      CqrsModule.forRoot(options),
      BankModule,
      ...imports,
      ...(pauseAt ? [PausePointsModule.with(pauseAt)] : []),
      ...(isSql ? [CqrsModule.forFeature({ write: [Transfer] })] : []),
    ],
    providers: [...providers, ...(isSql ? [WriteDatabase] : [])],
  }).compile();
  await module.init().catch(async (error: unknown) => {
    await module.close();
    throw error;
  });
  const store = module.get(EventStore);
  const desk = module.get(Desk, { strict: false });
  return {
    module,
    store,
    desk,
    bus: module.get(CommandBus),
    unit: module.get(UnitOfWork),
    dataSource: isSql ? module.get(WriteDatabase).dataSource : undefined,
    balance: async (id: string) => (await store.load(Account, id)).balance,
    /** The amounts of an account's events. */
    async amounts(id: string): Promise<number[]> {
      const amounts: number[] = [];
      for await (const { event } of store.readStream(`account-${id}`)) amounts.push((event as Deposited).amount);
      return amounts;
    },
    close: () => module.close(),
  };
}

export type Bank = Awaited<ReturnType<typeof openBank>>;

/** A place that several nodes may share. */
export async function bankStorage(kind: DatabaseKind | 'memory'): Promise<Pick<FreshDatabase, 'url' | 'drop'>> {
  if (kind === 'memory') return { url: `memory:${randomUUID()}`, drop: async () => {} };
  return freshDatabase(kind);
}

/** A promise that the spec settles. */
export function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}
