/** What was found in the application when it started: `GET map`. */
export interface AppMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

export interface MapNode {
  /** `kind:name`. */
  readonly id: string;
  readonly kind: 'command' | 'query' | 'handler' | 'aggregate' | 'event' | 'event-handler' | 'projection' | 'saga';
  readonly name: string;
  /** Nest module that provides it. */
  readonly module?: string;
  /** A registered event that nothing handles, a command without a handler. */
  readonly flag?: 'unhandled';
  /** Dispatches since the pages were first opened; only commands and queries. */
  readonly calls?: { readonly count: number; readonly errors: number; readonly p50: number; readonly p95: number };
}

export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'handles' | 'applies' | 'starts' | 'projects';
}
