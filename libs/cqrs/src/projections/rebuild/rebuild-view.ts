import type { RecordedEvent } from '@ledgerline/event-sourcing';
import type { Clock } from '@ledgerline/storage';
import type { Database } from '../../databases/database.js';
import type { ProjectionDefinition } from '../definition/projection-definition.js';
import type { LedgerView } from '../ledger/ledger-view.js';
import type { RebuildProgress } from '../projection-status.js';
import { handledBefore } from './in-place/rebuild-in-place.js';
import { progressOf } from './rebuild-progress.js';
import { RebuildRecord, type RebuildRow } from './record/rebuild-record.js';

/** What is known of rebuilds, on any node. */
export class RebuildView {
  #underWay: readonly RebuildRow[] = [];

  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerView,
    private readonly clock: Clock,
  ) {}

  /** Looks at the rebuilds under way, for {@link progress}. One query. */
  async refresh(): Promise<void> {
    if (this.database.isMemory) return;
    const record = new RebuildRecord(await this.database.ready(), this.database.storage.schema);
    this.#underWay = await record.underWay();
  }

  /**
   * How far the rebuild of a projection beside its live model has come, as {@link refresh} saw it.
   *
   * @param head the log's safe head
   */
  progress(name: string, head: number): RebuildProgress | undefined {
    const row = this.#underWay.find((each) => each.name === name);
    return row && progressOf(row, head, this.clock.now());
  }

  /** Up to where a live projection handles events that its model had before it was emptied; 0 where it was not. */
  handledBefore(name: string, partition: number): number {
    return handledBefore(this.ledger.last, name, partition);
  }

  /** Whether the live model of a projection has had an event before it was emptied. One that is built beside another never has. */
  isHandledAgain({ name, entities }: ProjectionDefinition): (recorded: RecordedEvent) => boolean {
    if (entities.length > 0) return () => false;
    return ({ partition, position }) => position <= this.handledBefore(name, partition);
  }
}
