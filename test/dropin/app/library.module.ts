import { Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CommandBus, CqrsModule, EventBus, UnhandledExceptionBus, type IEvent, type IEventPublisher } from '@nestjs/cqrs';
import type { Subject } from 'rxjs';
import { Subscription } from 'rxjs';
import { Shelf } from './book.js';
import {
  AddBookHandler,
  Catalogue,
  CountLoansHandler,
  FindBookHandler,
  Journal,
  LendBookHandler,
  Loans,
  Reminder,
  Reservations,
  ReserveBookHandler,
  ReturnBookHandler,
  WaitingList,
} from './handlers.js';

/** A publisher of the application's own: it counts, and passes on. */
export class CountingPublisher implements IEventPublisher {
  published = 0;
  subject?: Subject<IEvent>;

  publish(event: IEvent): void {
    this.published += 1;
    this.subject?.next(event);
  }
}

export const counting = { publisher: new CountingPublisher() };

/** Hears everything that the buses tell. */
export class AuditTrail implements OnModuleInit, OnModuleDestroy {
  readonly commands: string[] = [];
  readonly events: string[] = [];
  readonly errors: string[] = [];
  readonly #subscriptions = new Subscription();

  constructor(
    private readonly commandBus: CommandBus,
    private readonly eventBus: EventBus,
    private readonly unhandled: UnhandledExceptionBus,
  ) {}

  onModuleInit(): void {
    counting.publisher.subject = this.eventBus.subject$;
    this.#subscriptions.add(this.commandBus.subscribe((command) => this.commands.push(command.constructor.name)));
    this.#subscriptions.add(this.eventBus.subscribe((event) => this.events.push(event.constructor.name)));
    this.#subscriptions.add(
      this.unhandled.subscribe(({ cause, exception }) =>
        this.errors.push(`${cause.constructor.name}: ${(exception as Error).message}`),
      ),
    );
  }

  onModuleDestroy(): void {
    this.#subscriptions.unsubscribe();
  }
}

@Module({
  imports: [CqrsModule.forRootAsync({ useFactory: () => ({ eventPublisher: (counting.publisher = new CountingPublisher()) }) })],
  providers: [
    Shelf,
    Journal,
    Reservations,
    {
      provide: AuditTrail,
      useFactory: (commands: CommandBus, events: EventBus, unhandled: UnhandledExceptionBus) =>
        new AuditTrail(commands, events, unhandled),
      inject: [CommandBus, EventBus, UnhandledExceptionBus],
    },
    AddBookHandler,
    LendBookHandler,
    ReturnBookHandler,
    ReserveBookHandler,
    FindBookHandler,
    CountLoansHandler,
    Catalogue,
    Loans,
    Reminder,
    WaitingList,
  ],
})
export class LibraryModule {}
