import { Logger } from '@nestjs/common';
import type { Database } from '../../../../databases/database.js';
import type { LedgerView } from '../../../ledger/ledger-view.js';
import { RebuildRecord, SWAPPING } from '../../record/rebuild-record.js';
import { placesOf } from '../../shadow/shadow-places.js';
import { recordingSteps } from '../swap-attempt.js';
import { settleOnMysql } from './swap-on-mysql.js';

/**
 * Ends a swap of a projection in which a node has died, before somebody takes its live row. One look at the rows; nothing more where no
 * tables were being renamed, or the node that does it is still within its time.
 */
export async function settleSwap(
  name: string,
  { database, view, owner }: { readonly database: Database; readonly view: LedgerView; readonly owner: string },
): Promise<void> {
  const own = (await view.rows()).filter((row) => row.name === name);
  const swapping = own.find((row) => row.role === 'shadow' && (row.mode as string) === SWAPPING);
  if (!swapping || own.some((row) => row.role === 'live' && row.isLeased)) return;
  const dataSource = await database.ready();
  const { schema } = database.storage;
  const steps = recordingSteps(new RebuildRecord(dataSource, schema), name, swapping.version, owner);
  await settleOnMysql(dataSource, placesOf(dataSource, schema), name, steps);
  new Logger('Projection').log(`A swap of the projection ${name} in which a node had died is settled.`);
  await view.rows();
}
