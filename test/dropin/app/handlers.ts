import { Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import {
  CommandHandler,
  EventPublisher,
  EventsHandler,
  ofType,
  QueryHandler,
  Saga,
  type ICommand,
  type ICommandHandler,
  type IEvent,
  type IEventHandler,
  type IQueryHandler,
} from '@nestjs/cqrs';
import { delay, filter, map, type Observable } from 'rxjs';
import { Book, Shelf } from './book.js';
import {
  AddBook,
  BookAdded,
  BookLent,
  BookReturned,
  CountLoans,
  FindBook,
  LendBook,
  ReaderContext,
  ReserveBook,
  ReturnBook,
  type BookView,
} from './messages.js';

/** What happened, in order; the scenario looks at it. */
@Injectable()
export class Journal {
  readonly lines: string[] = [];
}

@Injectable()
export class Reservations {
  readonly byBook = new Map<string, string>();
}

@CommandHandler(AddBook)
export class AddBookHandler implements ICommandHandler<AddBook> {
  constructor(
    private readonly shelf: Shelf,
    private readonly publisher: EventPublisher,
  ) {}

  async execute({ title }: AddBook): Promise<string> {
    const PublishingBook = this.publisher.mergeClassContext(Book);
    const book = new PublishingBook(`book-${this.shelf.size + 1}`);
    book.add(title);
    this.shelf.put(book);
    book.commit();
    return book.id;
  }
}

@CommandHandler(LendBook)
export class LendBookHandler implements ICommandHandler<LendBook> {
  constructor(
    private readonly shelf: Shelf,
    private readonly publisher: EventPublisher,
  ) {}

  async execute({ bookId, reader }: LendBook): Promise<void> {
    const book = this.publisher.mergeObjectContext(this.shelf.find(bookId));
    book.lend(reader);
    book.commit();
  }
}

@CommandHandler(ReturnBook)
export class ReturnBookHandler implements ICommandHandler<ReturnBook> {
  constructor(
    private readonly shelf: Shelf,
    private readonly publisher: EventPublisher,
  ) {}

  async execute({ bookId }: ReturnBook): Promise<void> {
    const book = this.publisher.mergeObjectContext(this.shelf.find(bookId));
    book.giveBack();
    book.commit();
  }
}

/** Knows who asks: one instance for each request. */
@CommandHandler(ReserveBook, { scope: Scope.REQUEST })
export class ReserveBookHandler implements ICommandHandler<ReserveBook> {
  constructor(
    @Inject(REQUEST) private readonly request: ReaderContext,
    private readonly reservations: Reservations,
  ) {}

  async execute({ bookId }: ReserveBook): Promise<string> {
    this.reservations.byBook.set(bookId, this.request.reader);
    return this.request.reader;
  }
}

@QueryHandler(FindBook)
export class FindBookHandler implements IQueryHandler<FindBook> {
  constructor(private readonly shelf: Shelf) {}

  async execute({ bookId }: FindBook): Promise<BookView> {
    const { id, title, reader } = this.shelf.find(bookId);
    return { id, title, reader };
  }
}

@QueryHandler(CountLoans)
export class CountLoansHandler implements IQueryHandler<CountLoans, number> {
  constructor(private readonly journal: Journal) {}

  execute(): Promise<number> {
    return Promise.resolve(this.journal.lines.filter((line) => line.startsWith('lent')).length);
  }
}

@EventsHandler(BookAdded, BookReturned)
export class Catalogue implements IEventHandler<BookAdded | BookReturned> {
  constructor(private readonly journal: Journal) {}

  handle(event: BookAdded | BookReturned): void {
    this.journal.lines.push(event instanceof BookAdded ? `added ${event.title}` : `returned ${event.bookId}`);
  }
}

@EventsHandler(BookLent)
export class Loans implements IEventHandler<BookLent> {
  constructor(private readonly journal: Journal) {}

  async handle({ bookId, reader }: BookLent): Promise<void> {
    await Promise.resolve();
    this.journal.lines.push(`lent ${bookId} to ${reader}`);
  }
}

@EventsHandler(BookLent)
export class Reminder implements IEventHandler<BookLent> {
  async handle({ reader }: BookLent): Promise<void> {
    if (reader === 'Nobody') throw new Error('no address of Nobody');
  }
}

@Injectable()
export class WaitingList {
  constructor(private readonly reservations: Reservations) {}

  @Saga()
  nextReader = (events: Observable<IEvent>): Observable<ICommand> =>
    events.pipe(
      ofType(BookReturned),
      filter(({ bookId }) => this.reservations.byBook.has(bookId)),
      delay(1),
      map(({ bookId }) => {
        const reader = this.reservations.byBook.get(bookId)!;
        this.reservations.byBook.delete(bookId);
        return new LendBook(bookId, reader);
      }),
    );
}
