import * as fc from 'fast-check';
import { parseRoute, routeHash } from './route.js';

describe('a route', () => {
  it('comes back from its hash, whatever names hold', () => {
    const query = fc.dictionary(
      fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
      fc.string({ minLength: 1, unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.constantFrom('log', 'stream', 'saga'), query, (view, given) => {
        const route = parseRoute(routeHash(view, given), 'log');
        expect(route.view).toBe(view);
        expect(route.query).toEqual({ ...given });
      }),
    );
  });

  it.each(['', '#', '#/'])('is the page’s first view where the hash is "%s"', (hash) => {
    expect(parseRoute(hash, 'board')).toEqual({ view: 'board', query: {} });
  });

  it('leaves out what is not set', () => {
    expect(routeHash('log', { type: undefined, category: '', limit: 20 })).toBe('#/log?limit=20');
  });
});
