import type { LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import type { Databases } from '../../databases/databases.js';
import { ProjectionDefinitionException } from '../../exceptions/projection-definition.exception.js';
import type { ProjectionDefinition } from './projection-definition.js';

/** @throws ProjectionDefinitionException for a projection that has nothing to read, or no place that goes with what it reads */
export function assertRunnable(
  { name }: ProjectionDefinition,
  { projections }: Databases,
  store: LedgerlineEventStore | undefined,
): void {
  if (!store) throw new ProjectionDefinitionException(name, 'there is no event store; import `EventSourcingModule.forRoot`');
  if (!projections.isMemory && store.isInMemory) {
    const problem = `the event store is in memory and forgets its log, while ${projections.shown} keeps the place that was reached in it. Give both a database, or neither`;
    throw new ProjectionDefinitionException(name, problem);
  }
}
