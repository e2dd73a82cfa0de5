import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@ledgerline/cqrs';
import { DevtoolsModule } from '@ledgerline/devtools';
import { EventSourcingModule } from '@ledgerline/event-sourcing';
import { ObservabilityModule } from '@ledgerline/observability';
import { SagaModule } from '@ledgerline/saga';
import { FulfilmentModule } from './fulfilment/fulfilment.module.js';
import { ErrorBodyFilter } from './http/error-body.filter.js';
import { requestValidation } from './http/request-validation.js';
import { OrdersModule } from './orders/orders.module.js';
import type { Settings } from './settings/settings.js';

/** The application: orders and their fulfilment on the stores that its settings name. */
@Module({})
export class AppModule {
  static with({ storage, readStorage, sagaStorage }: Omit<Settings, 'port'>): DynamicModule {
    return {
      module: AppModule,
      imports: [
        EventSourcingModule.forRoot({ storage }),
        CqrsModule.forRoot({ commandTimeout: 30_000, queryTimeout: 10_000, read: readStorage }),
        SagaModule.forRoot({ storage: sagaStorage }),
        ObservabilityModule.forRoot(),
        DevtoolsModule.forRoot(),
        OrdersModule,
        FulfilmentModule,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ErrorBodyFilter },
        { provide: APP_PIPE, useValue: requestValidation },
      ],
    };
  }
}
