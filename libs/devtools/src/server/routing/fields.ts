import { InvalidOptionException } from '@ledgerline/storage';
import type { Field } from './shape.js';

const LONGEST_TEXT = 1_000;
const WHOLE = /^-?\d{1,16}$/;

/** A text that may be left out; an empty one counts as left out. */
export const optionalText: Field<string | undefined> = (value, name) => {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string' || value.length > LONGEST_TEXT || value.includes('\0'))
    throw new InvalidOptionException(name, `a text of at most ${LONGEST_TEXT} characters without NUL`, value);
  return value;
};

/** A text that must be there. */
export const text: Field<string> = (value, name) => {
  const given = optionalText(value, name);
  if (given === undefined) throw new InvalidOptionException(name, 'given', value);
  return given;
};

/** A whole number within limits, that may be left out. */
export function optionalNumber(least: number, most: number): Field<number | undefined> {
  return (value, name) => {
    if (value === undefined || value === '') return undefined;
    const number = typeof value === 'number' ? value : typeof value === 'string' && WHOLE.test(value) ? Number(value) : NaN;
    if (!Number.isSafeInteger(number) || number < least || number > most)
      throw new InvalidOptionException(name, `a whole number from ${least} to ${most}`, value);
    return number;
  };
}

/** Milliseconds since the epoch. */
export const optionalMillis: Field<number | undefined> = optionalNumber(0, 8_640_000_000_000_000);

/** A whole number within limits, with a default. */
export function numberOr(fallback: number, least: number, most: number): Field<number> {
  const field = optionalNumber(least, most);
  return (value, name) => field(value, name) ?? fallback;
}

/** One of some words, that may be left out. */
export function optionalWord<W extends string>(...words: readonly W[]): Field<W | undefined> {
  return (value, name) => {
    if (value === undefined || value === '') return undefined;
    if (!words.includes(value as W)) throw new InvalidOptionException(name, words.map((word) => `'${word}'`).join(' or '), value);
    return value as W;
  };
}

/** A truth value of a JSON body, that may be left out. */
export const optionalFlag: Field<boolean | undefined> = (value, name) => {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new InvalidOptionException(name, 'true or false', value);
};

/** A UUID. */
export const uuid: Field<string> = (value, name) => {
  const given = text(value, name);
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(given)) throw new InvalidOptionException(name, 'a UUID', given);
  return given.toLowerCase();
};

/** A UUID that may be left out. */
export const optionalUuid: Field<string | undefined> = (value, name) =>
  value === undefined || value === '' ? undefined : uuid(value, name);
