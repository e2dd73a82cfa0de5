import type { StepRecord } from '@ledgerline/saga';
import type { AttemptView } from '../../api/sagas.js';
import type { Difference, Json } from '../../api/json.js';
import type { PersonalData } from '../payload/personal-data.js';
import { differences } from '../streams/difference.js';

type Context = { readonly [key: string]: Json };

/**
 * The attempts of a saga, each with what it has changed in the context. The history keeps changes, not contexts: going backwards from the
 * present context would need what a change has replaced, so the way is forwards, and a value that no attempt has set is known as it is now.
 */
export function attemptViews(records: readonly StepRecord[], present: Json, personal: PersonalData): AttemptView[] {
  const changes = records.map(({ changes: patch }) => (patch === undefined ? {} : patchOf(patch)));
  let context = startOf(present, changes);
  return records.map((record, index) => {
    const before = context;
    context = patched(before, changes[index]!);
    return attemptView(record, maskedDifferences(before, context, personal));
  });
}

function attemptView(record: StepRecord, difference: readonly Difference[]): AttemptView {
  const { number, step, direction, attempt, outcome, startedAt, duration, error } = record;
  return { number, step, direction, attempt, outcome, startedAt, duration, ...(error ? { error } : {}), difference };
}

function maskedDifferences(before: Context, after: Context, personal: PersonalData): Difference[] {
  const [shownBefore, shownAfter] = [personal.anything(before).value, personal.anything(after).value];
  return shownBefore === undefined || shownAfter === undefined ? [] : differences(shownBefore, shownAfter);
}

/** The context at the start: what is there now, without the keys that an attempt has set. */
function startOf(present: Json, changes: readonly Context[]): Context {
  const set = new Set(changes.flatMap((patch) => Object.keys(patch)));
  const now = typeof present === 'object' && present !== null && !Array.isArray(present) ? present : {};
  return fromEntries(Object.entries(now as Context).filter(([key]) => !set.has(key)));
}

/** A merge patch (RFC 7396) of the top level: null removes. */
function patched(context: Context, patch: Context): Context {
  const entries = new Map(Object.entries(context));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) entries.delete(key);
    else entries.set(key, value);
  }
  return fromEntries([...entries]);
}

function patchOf(text: string): Context {
  const patch = JSON.parse(text) as Json;
  return typeof patch === 'object' && patch !== null && !Array.isArray(patch) ? (patch as Context) : {};
}

/** An own key `__proto__` stays a key. */
function fromEntries(entries: readonly (readonly [string, Json])[]): Context {
  const object = {};
  for (const [key, value] of entries)
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  return object as Context;
}
