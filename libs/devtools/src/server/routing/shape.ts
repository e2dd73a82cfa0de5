import { InvalidOptionException } from '@ledgerline/storage';

/** Reads one value from outside. `undefined` = it was not given. @throws InvalidOptionException (400) */
export type Field<T> = (value: unknown, name: string) => T;

/** The fields that a route takes; all others are refused. */
export type Shape<T> = { readonly [K in keyof T]-?: Field<T[K]> };

/**
 * Reads what a request gives. A field that the route does not know is an error: a filter that is ignored shows everything as if it had been filtered.
 *
 * @throws InvalidOptionException (400)
 */
export function readShape<T>(shape: Shape<T>, given: Readonly<Record<string, unknown>>): T {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(shape, name));
  if (unknown !== undefined) {
    const known = Object.keys(shape).join(', ') || 'none at all';
    throw new InvalidOptionException(unknown.slice(0, 40), `one of the fields of this route (${known})`, given[unknown]);
  }
  const entries = Object.entries(shape).map(([name, field]) => [name, (field as Field<unknown>)(given[name], name)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T;
}

/** The parameters of a query; one that stands twice is refused, since the route would take either. */
export function queryRecord(query: URLSearchParams): Record<string, string> {
  const record: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of query) {
    if (name in record) throw new InvalidOptionException(name.slice(0, 40), 'given once', 'several values');
    record[name] = value;
  }
  return record;
}
