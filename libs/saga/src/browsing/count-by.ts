/** How many items there are of each kind, with the first of each kind. */
export function countBy<T>(items: Iterable<T>, kindOf: (item: T) => string): { readonly first: T; readonly count: number }[] {
  const kinds = new Map<string, { first: T; count: number }>();
  for (const item of items) {
    const kind = kinds.get(kindOf(item));
    if (kind) kind.count += 1;
    else kinds.set(kindOf(item), { first: item, count: 1 });
  }
  return [...kinds.values()];
}
