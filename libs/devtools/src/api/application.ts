import type { Millis } from './json.js';

/** What the page needs to know first: `GET application`. */
export interface ApplicationInfo {
  readonly apiVersion: 1;
  /** Version of the package. */
  readonly version: string;
  /** True: actions are refused. */
  readonly isReadOnly: boolean;
  /** `NODE_ENV`, or `development`. */
  readonly environment: string;
  readonly now: Millis;
  readonly events: StoreInfo | null;
  readonly sagas: StoreInfo | null;
  /** What this application has, and so what pages there are. */
  readonly features: {
    readonly events: boolean;
    readonly sagas: boolean;
    readonly projections: boolean;
  };
  readonly aggregates: readonly AggregateInfo[];
  /** Names of the registered event types. */
  readonly eventTypes: readonly string[];
  readonly sagaNames: readonly string[];
}

/** A store, password masked. */
export interface StoreInfo {
  readonly shown: string;
  readonly isUp: boolean;
  /** Why it is down. */
  readonly reason?: string;
}

/** A registered aggregate class. */
export interface AggregateInfo {
  /** Name of the class. */
  readonly className: string;
  /** Category of its streams. */
  readonly category: string;
  /** Events between two snapshots; 0 = only on demand. */
  readonly snapshotEvery: number;
}
