/** Where a page is: a view and its filters. All of it stands in the hash, so that Back works and an address can be pasted. */
export interface Route {
  readonly view: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Reads the hash of an address: `#/stream?name=order-42`. */
export function parseRoute(hash: string, fallback: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { view: path === '' ? fallback : path, query: Object.fromEntries(new URLSearchParams(search)) };
}

/** Writes the hash of a route; what is undefined or empty is left out. */
export function routeHash(view: string, query: Readonly<Record<string, string | number | undefined>> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return `#/${view}${text === '' ? '' : `?${text}`}`;
}
