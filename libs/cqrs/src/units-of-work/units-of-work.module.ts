import { Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { StorageModule, type Clock } from '@ledgerline/storage';
import { CQRS_MODULE_OPTIONS } from '../binding/nest-cqrs-parts.js';
import { BUS_CLOCK } from '../bus-environment.js';
import { resolveCqrsOptions, type CqrsModuleOptions } from '../cqrs-options.js';
import { consumersOf } from '../databases/database-consumers.js';
import { DatabasesModule } from '../databases/databases.module.js';
import { IdempotentCommands } from '../idempotency/idempotent-commands.js';
import { CommandTransactions } from './command-transactions.js';
import { UnitOfWork } from './unit-of-work.js';
import { UnitsOfWork } from './units-of-work.js';
import { WriteSide } from './write-side.js';

/** Units of work and idempotent commands: one module for all of an application, however often `CqrsModule` is imported. */
@Global()
@Module({
  imports: [DatabasesModule, StorageModule],
  providers: [
    WriteSide,
    UnitsOfWork,
    {
      provide: IdempotentCommands,
      useFactory: (units: UnitsOfWork, options?: CqrsModuleOptions, clock?: Clock) =>
        new IdempotentCommands(units, resolveCqrsOptions(options).idempotencyTtl, clock),
      inject: [UnitsOfWork, { token: CQRS_MODULE_OPTIONS, optional: true }, { token: BUS_CLOCK, optional: true }],
    },
    CommandTransactions,
    { provide: UnitOfWork, useExisting: UnitsOfWork },
  ],
  exports: [CommandTransactions, UnitOfWork],
})
export class UnitsOfWorkModule implements OnModuleInit {
  constructor(
    private readonly side: WriteSide,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
  ) {}

  /** @throws UnitOfWorkUnavailableException when somebody injects a `UnitOfWork` that could never run */
  onModuleInit(): void {
    const [consumer] = consumersOf(UnitOfWork, this.modules);
    const problem = consumer === undefined ? undefined : this.side.problem(consumer);
    if (problem) throw problem;
  }
}
