import { placeholders } from '@ledgerline/storage';

/** A condition on the types of events, with a parameter for each; undefined = all of them. MySQL has no parameter that is a list. */
export function typeFilter(types: number | undefined): string {
  if (types === undefined) return '';
  return types === 0 ? 'AND FALSE' : `AND e.type IN (${placeholders(types)})`;
}
