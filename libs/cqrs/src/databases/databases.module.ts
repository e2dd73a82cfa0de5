import { Global, Inject, Module, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { EventStorage } from '@ledgerline/event-sourcing';
import { StorageConnections, StorageModule } from '@ledgerline/storage';
import { CQRS_MODULE_OPTIONS } from '../binding/nest-cqrs-parts.js';
import { BUS_CLOCK } from '../bus-environment.js';
import type { CqrsModuleOptions } from '../cqrs-options.js';
import { NoDatabaseException } from '../exceptions/no-database.exception.js';
import { consumersOf } from './database-consumers.js';
import { Databases } from './databases.js';
import { READ_DB, WRITE_DB } from './inject-db.decorator.js';
import { resolveDatabases } from './resolve-databases.js';

/**
 * The databases of an application. One module for all of it, however often and in whatever way `CqrsModule` is imported; the options
 * are those of the `CqrsModule.forRoot`, which is global.
 */
@Global()
@Module({
  imports: [StorageModule],
  providers: [
    {
      provide: Databases,
      useFactory: (connections: StorageConnections, options?: CqrsModuleOptions, events?: EventStorage, clock?: never) =>
        new Databases(resolveDatabases(options ?? {}, events?.resolved), connections, clock),
      inject: [
        StorageConnections,
        { token: CQRS_MODULE_OPTIONS, optional: true },
        { token: EventStorage, optional: true },
        { token: BUS_CLOCK, optional: true },
      ],
    },
    {
      provide: WRITE_DB,
      useFactory: ({ write }: Databases) => (write.isMemory ? undefined : write.dataSource),
      inject: [Databases],
    },
    {
      provide: READ_DB,
      useFactory: ({ read }: Databases) => (read.isMemory ? undefined : read.dataSource),
      inject: [Databases],
    },
  ],
  exports: [Databases, WRITE_DB, READ_DB],
})
export class DatabasesModule implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    private readonly databases: Databases,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {}

  /** @throws NoDatabaseException when somebody asks for a database on a side that is kept in memory */
  async onModuleInit(): Promise<void> {
    for (const [database, token] of [
      [this.databases.write, WRITE_DB],
      [this.databases.read, READ_DB],
    ] as const) {
      const [consumer] = database.isMemory ? consumersOf(token, this.modules) : [];
      if (consumer !== undefined) throw new NoDatabaseException(token === WRITE_DB ? 'write' : 'read', consumer);
    }
    await this.databases.start();
  }

  beforeApplicationShutdown(): void {
    this.databases.stop();
  }
}
