import type { EventClass } from '@ledgerline/event-sourcing';
import type { LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import type { Clock } from '@ledgerline/storage';
import type { Database } from '../../../databases/database.js';
import type { ProjectionDefinition } from '../../definition/projection-definition.js';
import type { LedgerView } from '../../ledger/ledger-view.js';
import type { ProjectionLedger } from '../../ledger/projection-ledger.js';
import type { ProjectionRunner } from '../../projection-runner.js';

/** What rebuilds work with: the same for all of an application's. */
export interface RebuildServices {
  /** Where projections write. */
  readonly database: Database;
  readonly ledger: ProjectionLedger;
  readonly view: LedgerView;
  readonly store: LedgerlineEventStore;
  readonly clock: Clock;
  /** For messages of the tracing channel. */
  readonly runner: ProjectionRunner;
  /** Names this node's runner; new for each process. */
  readonly owner: string;
  /** Of leases, in milliseconds. */
  readonly term: number;
  /** The classes of the events that a projection gets. */
  readonly eventsOf: (definition: ProjectionDefinition) => readonly EventClass[];
}
