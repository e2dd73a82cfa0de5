import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { AggregateRoot } from '@nestjs/cqrs';
import { BookAdded, BookLent, BookReturned, RareBookLent } from './messages.js';

export class Book extends AggregateRoot {
  title = '';
  reader?: string;

  constructor(readonly id: string) {
    super();
  }

  add(title: string): void {
    this.apply(new BookAdded(this.id, title));
  }

  lend(reader: string): void {
    if (this.reader !== undefined) throw new ConflictException(`${this.title} is lent to ${this.reader}`);
    this.apply(this.title.startsWith('Rare') ? new RareBookLent(this.id, reader) : new BookLent(this.id, reader));
  }

  giveBack(): void {
    this.apply(new BookReturned(this.id));
  }

  onBookAdded({ title }: BookAdded): void {
    this.title = title;
  }
  onBookLent({ reader }: BookLent): void {
    this.reader = reader;
  }
  onRareBookLent(event: RareBookLent): void {
    this.onBookLent(event);
  }
  onBookReturned(): void {
    this.reader = undefined;
  }
}

@Injectable()
export class Shelf {
  readonly #books = new Map<string, Book>();

  put(book: Book): void {
    this.#books.set(book.id, book);
  }

  find(id: string): Book {
    const book = this.#books.get(id);
    if (!book) throw new NotFoundException(`no book ${id}`);
    return book;
  }

  get size(): number {
    return this.#books.size;
  }
}
