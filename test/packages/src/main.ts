import 'reflect-metadata';
import assert from 'node:assert/strict';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandHandler, EventsHandler } from '@nestjs/cqrs'; // decorators of either package work
import { Command, CommandBus, CqrsModule, EventBus, type ICommandHandler, type IEventHandler } from '@ledgerline/cqrs';
import { Aggregate, AggregateRoot, Event, EventHandler, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { Saga, SagaModule, SagaRunner, SagaStep } from '@ledgerline/saga';

class Opened extends Event {
  constructor(readonly owner: string) {
    super();
  }
}

@Aggregate({ name: 'account' })
class Account extends AggregateRoot {
  owner = '';

  open(owner: string): void {
    this.apply(new Opened(owner));
  }

  @EventHandler(Opened)
  protected onOpened(event: Opened): void {
    this.owner = event.owner;
  }
}

class OpenAccount extends Command<number> {
  constructor(
    readonly id: string,
    readonly owner: string,
  ) {
    super();
  }
}

@CommandHandler(OpenAccount)
class OpenAccountHandler implements ICommandHandler<OpenAccount> {
  constructor(private readonly store: EventStore) {}

  async execute({ id, owner }: OpenAccount): Promise<number> {
    const account = new Account(id);
    account.open(owner);
    return (await this.store.save(account)).version;
  }
}

@Injectable()
class Ledger {
  readonly entries: string[] = [];
  readonly greeted: string[] = [];
}

@EventsHandler(Opened)
class Greeter implements IEventHandler<Opened> {
  constructor(private readonly ledger: Ledger) {}

  handle({ owner }: Opened): void {
    this.ledger.greeted.push(owner);
  }
}

interface OpeningContext {
  id: string;
  fails: boolean;
}

@Saga({ name: 'opening' })
class Opening {
  constructor(
    private readonly ledger: Ledger,
    private readonly commands: CommandBus,
  ) {}

  @SagaStep({ compensate: 'close' })
  async open(context: OpeningContext): Promise<void> {
    await this.commands.execute(new OpenAccount(context.id, 'saga'));
    this.ledger.entries.push(`opened ${context.id}`);
  }

  async close(context: OpeningContext): Promise<void> {
    this.ledger.entries.push(`closed ${context.id}`);
  }

  @SagaStep({ maxRetries: 0 })
  async greet(context: OpeningContext): Promise<void> {
    if (context.fails) throw new Error('nobody is there');
  }
}

@Module({
  imports: [
    EventSourcingModule.forRoot({ storage: 'memory:' }),
    EventSourcingModule.forFeature([Account]),
    CqrsModule.forRoot(),
    SagaModule.forRoot({ storage: 'memory:' }),
    SagaModule.forFeature([Opening]),
  ],
  providers: [Ledger, OpenAccountHandler, Greeter],
  exports: [Ledger],
})
class AppModule {}

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'fatal'] });
  assert.equal(await app.get(CommandBus).execute(new OpenAccount('1', 'me')), 1);
  assert.equal((await app.get(EventStore).load(Account, '1')).owner, 'me');
  const good = await app.get(SagaRunner).execute(Opening, { id: '2', fails: false });
  assert.deepEqual([good.success, good.stepsCompleted], [true, ['open', 'greet']]);
  const bad = await app.get(SagaRunner).execute(Opening, { id: '3', fails: true });
  assert.deepEqual([bad.success, bad.failedStep], [false, 'greet']);
  assert.deepEqual(app.get(Ledger).entries, ['opened 2', 'opened 3', 'closed 3']);
  await app.get(EventBus).settled();
  assert.deepEqual(app.get(Ledger).greeted, ['me', 'saga', 'saga']);
  await app.close();
  console.log('the application works');
}

void main();
