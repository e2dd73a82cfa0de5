import type { AppMap, MapNode } from '@ledgerline/devtools/api';

/** A column of the map: parts of the application that are alike. */
export interface MapColumn {
  readonly title: string;
  readonly nodes: readonly MapNode[];
}

const COLUMNS: readonly { readonly title: string; readonly kinds: readonly MapNode['kind'][] }[] = [
  { title: 'Asked for', kinds: ['command', 'query'] },
  { title: 'Handled by', kinds: ['handler'] },
  { title: 'Aggregates', kinds: ['aggregate'] },
  { title: 'Events', kinds: ['event'] },
  { title: 'What follows', kinds: ['event-handler', 'projection', 'saga'] },
];

/** The parts of the application from left to right: what is asked for, who does it, what it changes, what that says, who hears it. */
export function mapColumns({ nodes }: AppMap): readonly MapColumn[] {
  return COLUMNS.map(({ title, kinds }) => ({
    title,
    nodes: nodes.filter(({ kind }) => kinds.includes(kind)).sort((one, other) => one.name.localeCompare(other.name)),
  })).filter((column) => column.nodes.length > 0);
}

/** A node with everything before and behind it. */
export function connected({ edges }: AppMap, id: string): ReadonlySet<string> {
  const found = new Set([id]);
  const follow = (from: 'from' | 'to', to: 'from' | 'to', start: string) => {
    const seen = new Set([start]);
    const open = [start];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const edge of edges) {
        if (edge[from] !== next || seen.has(edge[to])) continue;
        seen.add(edge[to]);
        found.add(edge[to]);
        open.push(edge[to]);
      }
    }
  };
  follow('from', 'to', id);
  follow('to', 'from', id);
  return found;
}
