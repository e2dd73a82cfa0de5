import { qualified, quote } from '../quote.js';

/** Takes a table to another schema, with its indexes, constraints and the sequences that its columns own. */
export const moveTable = (from: string, to: string, table: string): string =>
  `ALTER TABLE ${qualified(from, table)} SET SCHEMA ${quote(to)}`;

/** Takes an enum type to another schema; columns go on having it. */
export const moveType = (from: string, to: string, type: string): string =>
  `ALTER TYPE ${qualified(from, type)} SET SCHEMA ${quote(to)}`;
