import type { DataSource, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import { RebuildImpossibleException } from '../../../exceptions/rebuild-impossible.exception.js';

/**
 * What a projection owns in a `DataSource`: its entities, the junctions between them and the tables of their trees.
 *
 * @throws RebuildImpossibleException when they could not be built elsewhere and moved as a whole
 */
export function ownedTables(
  projection: string,
  dataSource: DataSource,
  entities: readonly EntityTarget<ObjectLiteral>[],
): EntityMetadata[] {
  const listed = entities.map((entity) => dataSource.getMetadata(entity));
  const owned = new Set(listed.flatMap((metadata) => [metadata, ...dependentTables(metadata)]));
  for (const metadata of owned) assertMovable(projection, metadata);
  for (const metadata of dataSource.entityMetadatas) assertClosed(projection, metadata, owned);
  return [...owned];
}

/** The names of their tables, each once: entities that inherit may share one. */
export const tableNames = (metadatas: readonly EntityMetadata[]): string[] => [
  ...new Set(metadatas.map(({ tableName }) => tableName).toSorted()),
];

function dependentTables(metadata: EntityMetadata): EntityMetadata[] {
  const junctions = metadata.manyToManyRelations.flatMap(({ junctionEntityMetadata }) => junctionEntityMetadata ?? []);
  const closure = metadata.closureJunctionTable as EntityMetadata | undefined;
  return [...junctions, ...(closure ? [closure] : []), ...metadata.childEntityMetadatas];
}

function assertMovable(projection: string, { name, tableType, tableMetadataArgs }: EntityMetadata): void {
  const refuse = (problem: string, remedy: string) => {
    throw new RebuildImpossibleException(projection, `its entity ${name} ${problem}`, remedy);
  };
  const { schema, database } = tableMetadataArgs;
  // A junction is told its owner's schema, which is that of the DataSource.
  if (tableType === 'junction' || tableType === 'closure-junction') return;
  if (schema !== undefined || database !== undefined) {
    refuse(
      `names ${schema === undefined ? 'a database' : 'a schema'} of its own`,
      "Leave it out, and give the DataSource of the read side that schema or database: a rebuild makes the entity's table in another.",
    );
  }
  if (tableType === 'view') refuse('is a view', 'List the entities that are tables; a view has nothing to rebuild.');
}

function assertClosed(projection: string, metadata: EntityMetadata, owned: ReadonlySet<EntityMetadata>): void {
  for (const { referencedEntityMetadata } of metadata.foreignKeys) {
    if (owned.has(metadata) === owned.has(referencedEntityMetadata)) continue;
    const [inner, outer] = owned.has(metadata) ? [metadata, referencedEntityMetadata] : [referencedEntityMetadata, metadata];
    throw new RebuildImpossibleException(
      projection,
      `a foreign key joins its entity ${inner.name} and ${outer.name}, which it does not own`,
      `List ${outer.name} among the projection's \`entities\`, or set \`createForeignKeyConstraints: false\` on the relation.`,
    );
  }
}
