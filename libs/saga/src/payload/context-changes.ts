/** The top-level keys that differ between two contexts, with their new JSON texts; a key that is gone has none. */
export function changesBetween(before: string, after: string): Map<string, string | undefined> {
  const changes = new Map<string, string | undefined>();
  if (before === after) return changes;
  const old = JSON.parse(before) as Record<string, unknown>;
  const now = JSON.parse(after) as Record<string, unknown>;
  for (const [key, value] of Object.entries(now)) {
    const text = JSON.stringify(value);
    if (!Object.hasOwn(old, key) || JSON.stringify(old[key]) !== text) changes.set(key, text);
  }
  for (const key of Object.keys(old)) if (!Object.hasOwn(now, key)) changes.set(key, undefined);
  return changes;
}

/** A context with the changes that were made to another copy of it. */
export function withChanges(context: string, changes: ReadonlyMap<string, string | undefined>): string {
  if (changes.size === 0) return context;
  const entries = new Map(Object.entries(JSON.parse(context) as Record<string, unknown>));
  for (const [key, text] of changes) {
    if (text === undefined) entries.delete(key);
    else entries.set(key, JSON.parse(text));
  }
  return JSON.stringify(Object.fromEntries(entries));
}
