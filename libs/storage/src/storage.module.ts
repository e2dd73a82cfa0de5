import { Global, Module } from '@nestjs/common';
import { StorageConnections } from './connections/storage-connections.js';

/** Gives the modules of one application the connections that they share. Imported by every Ledgerline module. */
@Global()
@Module({ providers: [StorageConnections], exports: [StorageConnections] })
export class StorageModule {}
