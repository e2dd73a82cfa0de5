/** What stands in place of a personal value. */
export const MASK = '•••';

/**
 * A copy of a JSON value in which the values under some names are masked, and the places where that was so.
 *
 * @param names of properties; at the top alone, or with `everywhere` at any depth
 */
export function maskPersonal(
  value: unknown,
  names: ReadonlySet<string>,
  { everywhere = false }: { readonly everywhere?: boolean } = {},
): { readonly value: unknown; readonly masked: readonly string[] } {
  if (names.size === 0) return { value, masked: [] };
  const masked = new Set<string>();
  const copy = (part: unknown, path: string, depth: number): unknown => {
    if (typeof part !== 'object' || part === null || (depth > 0 && !everywhere)) return part;
    if (Array.isArray(part)) return part.map((each) => copy(each, `${path}[]`, depth + 1));
    const entries = Object.entries(part).map(([name, each]): [string, unknown] => {
      const place = path === '' ? name : `${path}.${name}`;
      if (!names.has(name) || each === null) return [name, copy(each, place, depth + 1)];
      masked.add(place);
      return [name, MASK];
    });
    return withEntries(entries);
  };
  return { value: copy(value, '', 0), masked: [...masked] };
}

/** An own key `__proto__`, which JSON.parse makes, must stay one. */
function withEntries(entries: readonly [string, unknown][]): object {
  const object = {};
  for (const [name, value] of entries)
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  return object;
}
