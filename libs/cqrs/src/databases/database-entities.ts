import type { Entity } from '@ledgerline/storage';
import type { Databases } from './databases.js';

/** What a feature module brings to the databases. */
export interface CqrsFeatureOptions {
  /** Entities of the write database. */
  readonly write?: readonly Entity[];
  /** Entities of the read database that no projection names. */
  readonly read?: readonly Entity[];
}

/** One `CqrsModule.forFeature`: registers its entities when the application is put together. */
export class DatabaseEntities {
  constructor(databases: Databases, { write = [], read = [] }: CqrsFeatureOptions) {
    databases.registerWrite(write);
    databases.registerRead(read);
  }
}
