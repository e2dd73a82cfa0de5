import { InvalidOptionException } from '@ledgerline/storage';

/** A place in the log between two pages: everything up to and including `position` was shown. */
export interface LogCursor {
  readonly partition: number;
  readonly position: number;
}

export function cursorText({ partition, position }: LogCursor): string {
  return `${partition}-${position}`;
}

/** @throws InvalidOptionException (400) for what is no cursor */
export function parseCursor(text: string, partitions: number): LogCursor {
  const [, partition, position] = /^(\d{1,4})-(\d{1,16})$/.exec(text) ?? [];
  if (position === undefined || Number(partition) >= partitions || !Number.isSafeInteger(Number(position)))
    throw new InvalidOptionException('cursor', 'the `next` of a page', text);
  return { partition: Number(partition), position: Number(position) };
}
