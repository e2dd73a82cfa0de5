import type { Difference, Json } from '../../api/json.js';

/** Differences that a page shows; a state of thousands of changed entries is read elsewhere. */
const MOST = 500;

/** Where two JSON values differ, in the order of the later one; lists are compared entry by entry. */
export function differences(before: Json | undefined, after: Json | undefined): Difference[] {
  const found: Difference[] = [];
  compare(before, after, [], found);
  return found;
}

function compare(
  before: Json | undefined,
  after: Json | undefined,
  path: readonly (string | number)[],
  found: Difference[],
): void {
  if (found.length >= MOST || before === after) return;
  if (before === undefined) found.push({ path, kind: 'added', after: after! });
  else if (after === undefined) found.push({ path, kind: 'removed', before });
  else if (isList(before) && isList(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++)
      compare(before[index], after[index], [...path, index], found);
  } else if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(after), ...Object.keys(before)]))
      compare(own(before, key), own(after, key), [...path, key], found);
  } else found.push({ path, kind: 'changed', before, after });
}

type JsonObject = { readonly [key: string]: Json };

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
