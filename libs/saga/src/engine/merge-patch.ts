/** Changes of a context as a JSON merge patch of its top level: a key that is gone is `null`. Nothing when there are none. */
export function mergePatch(changes: ReadonlyMap<string, string | undefined>): string | undefined {
  if (changes.size === 0) return undefined;
  return `{${[...changes].map(([key, text]) => `${JSON.stringify(key)}:${text ?? 'null'}`).join(',')}}`;
}
