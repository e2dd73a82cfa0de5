import { AsyncContext, Command, Query, type IEvent } from '@nestjs/cqrs';

export class AddBook extends Command<string> {
  constructor(readonly title: string) {
    super();
  }
}
export class LendBook extends Command<void> {
  constructor(
    readonly bookId: string,
    readonly reader: string,
  ) {
    super();
  }
}
export class ReturnBook extends Command<void> {
  constructor(readonly bookId: string) {
    super();
  }
}
export class ReserveBook extends Command<string> {
  constructor(readonly bookId: string) {
    super();
  }
}

/** Who asks: what request-scoped handlers are given as their request. */
export class ReaderContext extends AsyncContext {
  constructor(readonly reader: string) {
    super();
  }
}

export interface BookView {
  readonly id: string;
  readonly title: string;
  readonly reader: string | undefined;
}
export class FindBook extends Query<BookView> {
  constructor(readonly bookId: string) {
    super();
  }
}
/** Without a result type, as before Nest 11. */
export class CountLoans {}

export class BookAdded implements IEvent {
  constructor(
    readonly bookId: string,
    readonly title: string,
  ) {}
}
export class BookLent implements IEvent {
  constructor(
    readonly bookId: string,
    readonly reader: string,
  ) {}
}
export class BookReturned implements IEvent {
  constructor(readonly bookId: string) {}
}
/** Handled by whoever handles its parent. */
export class RareBookLent extends BookLent {}
