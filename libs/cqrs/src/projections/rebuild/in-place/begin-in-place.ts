import { Logger } from '@nestjs/common';
import type { Database } from '../../../databases/database.js';
import { RebuildImpossibleException } from '../../../exceptions/rebuild-impossible.exception.js';
import type { ProjectionDefinition } from '../../definition/projection-definition.js';
import { RebuildRecord } from '../record/rebuild-record.js';
import { rebuildInPlace } from './rebuild-in-place.js';

/**
 * Empties the model of a projection by its own `reset(manager)`, so that the live projection fills it again.
 *
 * @param isForced also when the model is of the class's version already
 * @returns whether it was done; another node may have been faster
 * @throws RebuildImpossibleException for a class that has no such method
 */
export async function beginInPlace(database: Database, definition: ProjectionDefinition, isForced: boolean): Promise<boolean> {
  const { name, version, reset } = definition;
  if (!reset) {
    throw new RebuildImpossibleException(
      name,
      'it names no entities, and has no method `reset(manager)` that empties its model',
      'List its `entities`, or write that method.',
    );
  }
  const dataSource = await database.ready();
  const record = new RebuildRecord(dataSource, database.storage.schema);
  const isDone = await dataSource.transaction('READ COMMITTED', (manager) =>
    rebuildInPlace(record, manager, { name, version, isForced }, reset),
  );
  if (isDone) {
    new Logger('Projection').warn(
      `The projection ${name} names no entities: its model was emptied and is filled again where it is. Readers see it incomplete until it has caught up.`,
    );
  }
  return isDone;
}
