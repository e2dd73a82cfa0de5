import { ConflictException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, EventBus, QueryBus } from '@nestjs/cqrs';
import { AuditTrail, counting, LibraryModule } from './library.module.js';
import { Journal } from './handlers.js';
import { AddBook, BookAdded, CountLoans, FindBook, LendBook, ReaderContext, ReserveBook, ReturnBook } from './messages.js';

/** What a day in the library leaves behind; the same on either package. */
export interface DayReport {
  readonly answers: readonly unknown[];
  readonly journal: readonly string[];
  readonly commands: readonly string[];
  readonly events: readonly string[];
  readonly errors: readonly string[];
  readonly published: number;
}

/** One day in the library, from start-up to closing. */
export async function aDay(until: (check: () => boolean) => Promise<unknown>): Promise<DayReport> {
  const app = await NestFactory.createApplicationContext(LibraryModule, { logger: false });
  const [commands, queries, events] = [app.get(CommandBus), app.get(QueryBus), app.get(EventBus)];
  const [journal, audit] = [app.get(Journal), app.get(AuditTrail)];
  const answers: unknown[] = [];

  const novel = await commands.execute(new AddBook('Novel'));
  const rare = await commands.execute(new AddBook('Rare atlas'));
  await commands.execute(new LendBook(novel, 'Ada'));
  await commands.execute(new LendBook(rare, 'Nobody'));
  const refused: unknown = await commands.execute(new LendBook(novel, 'Bob')).catch((error: unknown) => error);
  answers.push(novel, rare, refused instanceof ConflictException && refused.message);

  answers.push(await commands.execute(new ReserveBook(novel), new ReaderContext('Bob')));
  await commands.execute(new ReturnBook(novel));
  await until(() => journal.lines.includes('lent book-1 to Bob'));
  answers.push(await queries.execute(new FindBook(novel)), await queries.execute<CountLoans, number>(new CountLoans()));

  events.publish(new BookAdded('book-3', 'Gift'));
  events.publishAll([new BookAdded('book-4', 'Legacy'), new BookAdded('book-5', 'Find')]);
  await until(() => journal.lines.includes('added Find'));
  await app.close();
  const { commands: told, events: heard, errors } = audit;
  return { answers, journal: journal.lines, commands: told, events: heard, errors, published: counting.publisher.published };
}
