import { InvalidOptionException } from '@ledgerline/storage';

/** Place of an order in the list: newest first, equal times by id. */
export interface OrderPlace {
  readonly createdAt: string;
  readonly id: string;
}

/** Negative when `a` stands in front of `b`. */
export function comparePlaces(a: OrderPlace, b: OrderPlace): number {
  if (a.createdAt !== b.createdAt) return a.createdAt > b.createdAt ? -1 : 1;
  return a.id === b.id ? 0 : a.id > b.id ? -1 : 1;
}

/** The place as a text for clients, who need not look into it. */
export function encodeCursor({ createdAt, id }: OrderPlace): string {
  return Buffer.from(`${createdAt}/${id}`).toString('base64url');
}

/** @throws InvalidOptionException (400) for a text that no list has answered */
export function decodeCursor(cursor: string): OrderPlace {
  const [, createdAt, id] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)\/(.+)$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (createdAt === undefined || id === undefined) {
    throw new InvalidOptionException('cursor', 'the `nextCursor` of a page before', cursor);
  }
  return { createdAt, id };
}
