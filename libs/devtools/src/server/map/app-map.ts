import type { DiscoveryService } from '@nestjs/core';
import { aggregateDefinition, type EventClass } from '@ledgerline/event-sourcing';
import type { AppMap, MapEdge, MapNode } from '../../api/app-map.js';
import type { Suite } from '../application/suite.js';
import type { DispatchStatistics } from '../dispatches/dispatch-statistics.js';
import { eventTypeName } from '../sagas/event-type-name.js';
import { foundHandlers } from './found-handlers.js';

/** Puts a map together; a node that is named twice is one. */
class MapBuilder {
  readonly nodes = new Map<string, MapNode>();
  readonly edges: MapEdge[] = [];

  node(kind: MapNode['kind'], name: string, more: Partial<MapNode> = {}): string {
    const id = `${kind}:${name}`;
    this.nodes.set(id, { ...this.nodes.get(id), ...more, id, kind, name });
    return id;
  }

  edge(from: string, to: string, kind: MapEdge['kind']): void {
    this.edges.push({ from, to, kind });
  }
}

/** What was found in the application when it was put together: messages, what handles them, and what events lead to. */
export function appMap(suite: Suite, discovery: DiscoveryService, statistics: DispatchStatistics): AppMap {
  const map = new MapBuilder();
  const { events, sagas, projections } = suite;
  const eventNode = (event: EventClass) => map.node('event', eventTypeName(event, events));
  for (const event of events?.registry.all() ?? []) map.node('event', event.name);
  for (const aggregate of events?.aggregates.all() ?? []) {
    const id = map.node('aggregate', aggregate.name);
    for (const event of aggregateDefinition(aggregate).events) map.edge(id, eventNode(event), 'applies');
  }
  for (const { kind, handler, handles, module } of foundHandlers(discovery)) {
    const id = map.node(kind === 'event' ? 'event-handler' : 'handler', handler, module === undefined ? {} : { module });
    for (const message of handles) {
      const calls = statistics.of(kind, message.name);
      const from = kind === 'event' ? eventNode(message as EventClass) : map.node(kind, message.name, calls ? { calls } : {});
      map.edge(from, id, 'handles');
    }
  }
  for (const projection of projections?.registry.all() ?? []) {
    const id = map.node('projection', projection.name);
    for (const event of projection.events) map.edge(eventNode(event), id, 'projects');
  }
  for (const { name, starts } of sagas?.runner.definitions() ?? []) {
    const id = map.node('saga', name);
    for (const { event } of starts) map.edge(eventNode(event), id, 'starts');
  }
  return { nodes: [...map.nodes.values()].map((node) => flagged(node, map.edges)), edges: map.edges };
}

/** An event that nobody applies, handles, projects or starts a saga from: it was forgotten, or its handler was. */
function flagged(node: MapNode, edges: readonly MapEdge[]): MapNode {
  const isKnown = node.kind !== 'event' || edges.some(({ from, to }) => from === node.id || to === node.id);
  return isKnown ? node : { ...node, flag: 'unhandled' };
}
