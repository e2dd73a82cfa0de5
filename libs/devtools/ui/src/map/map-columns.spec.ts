import type { AppMap, MapNode } from '@ledgerline/devtools/api';
import { connected, mapColumns } from './map-columns.js';

const node = (kind: MapNode['kind'], name: string): MapNode => ({ id: `${kind}:${name}`, kind, name });
const edge = (from: string, to: string) => ({ from, to, kind: 'handles' }) as const;

const map: AppMap = {
  nodes: [node('event', 'B'), node('event', 'A'), node('command', 'Do'), node('handler', 'DoHandler'), node('saga', 's')],
  edges: [
    edge('command:Do', 'handler:DoHandler'),
    edge('handler:DoHandler', 'event:A'),
    edge('event:A', 'saga:s'),
    edge('event:B', 'saga:s'),
    edge('saga:s', 'command:Do'),
  ],
};

describe('the map of the application', () => {
  it('goes from what is asked for to what follows, each by name; empty columns are left out', () => {
    expect(mapColumns(map).map(({ title, nodes }) => [title, nodes.map(({ name }) => name)])).toEqual([
      ['Asked for', ['Do']],
      ['Handled by', ['DoHandler']],
      ['Events', ['A', 'B']],
      ['What follows', ['s']],
    ]);
  });

  it('finds what is before and behind a part, in circles, too', () => {
    const withoutCircle = { ...map, edges: map.edges.slice(0, 4) };
    expect([...connected(withoutCircle, 'handler:DoHandler')].sort()).toEqual([
      'command:Do',
      'event:A',
      'handler:DoHandler',
      'saga:s',
    ]);
    expect(connected(map, 'command:Do').size).toBe(5);
  });
});
