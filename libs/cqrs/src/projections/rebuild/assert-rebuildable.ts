import type { Entity } from '@ledgerline/storage';
import { getMetadataArgsStorage } from 'typeorm';
import { ProjectionDefinitionException } from '../../exceptions/projection-definition.exception.js';
import type { ProjectionDefinition } from '../definition/projection-definition.js';

/**
 * Refuses, before anything is connected, entities whose tables could not be built in another schema.
 *
 * @throws ProjectionDefinitionException
 */
export function assertRebuildable({ name, entities }: Pick<ProjectionDefinition, 'name' | 'entities'>): void {
  for (const entity of entities) {
    const { title, schema, database, type } = tableOf(entity);
    const place = schema !== undefined ? 'schema' : database !== undefined ? 'database' : undefined;
    if (place !== undefined) {
      const remedy = `leave that out, and give the read side's DataSource the ${place}`;
      throw new ProjectionDefinitionException(
        name,
        `its entity ${title} names a ${place} of its own, and a rebuild makes its table in another: ${remedy}`,
      );
    }
    if (type === 'view')
      throw new ProjectionDefinitionException(name, `its entity ${title} is a view, which has nothing to rebuild`);
  }
}

function tableOf(entity: Entity) {
  if (typeof entity !== 'function') {
    const { name, schema, database, type } = entity.options;
    return { title: name, schema, database, type };
  }
  const table = getMetadataArgsStorage().tables.find(({ target }) => target === entity);
  return { title: entity.name, schema: table?.schema, database: table?.database, type: table?.type };
}
