import 'reflect-metadata';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule, ProjectionRunner } from '@ledgerline/cqrs';
import { EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { OrderHistory } from '../workload/order.aggregate.js';
import { OrderRowProjection } from '../workload/order-row.projection.js';

@Module({})
class ProjectionsModule {}

/** A projection as an application has it, in the event store's database and with default options. */
export class ProjectionApp {
  readonly store: EventStore;
  readonly runner: ProjectionRunner;

  private constructor(private readonly app: INestApplicationContext) {
    this.store = app.get(EventStore);
    this.runner = app.get(ProjectionRunner);
  }

  /** @param eventSync false for a node that knows the projection and leaves it to others */
  static async open(url: string, eventSync = true): Promise<ProjectionApp> {
    const imports = [
      EventSourcingModule.forRoot({ storage: url }),
      EventSourcingModule.forFeature([OrderHistory]),
      CqrsModule.forRoot({ eventSync }),
    ];
    const module = { module: ProjectionsModule, imports, providers: [OrderRowProjection] };
    return new ProjectionApp(await NestFactory.createApplicationContext(module, { logger: ['error'], abortOnError: false }));
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
