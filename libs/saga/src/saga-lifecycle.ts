import {
  Inject,
  Injectable,
  Optional,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { EventRegistry, EventStore } from '@ledgerline/event-sourcing';
import { SagaRegistry } from './definition/saga-registry.js';
import { SagaEngineHolder } from './saga-engine-holder.js';
import type { LedgerlineSagaRunner } from './ledgerline-saga-runner.js';
import { SagaInstances } from './saga-instances.js';
import { SAGA_OPTIONS, type ResolvedSagaOptions } from './saga-module-options.js';
import { SagaRunner } from './saga-runner.js';
import { openEventStarts } from './start-from-events/open-event-starts.js';

/** Checks the definitions and connects the store when the application starts; hands its sagas back before it stops. */
@Injectable()
export class SagaLifecycle implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  constructor(
    private readonly registry: SagaRegistry,
    private readonly holder: SagaEngineHolder,
    private readonly instances: SagaInstances,
    @Inject(SagaRunner) private readonly runner: LedgerlineSagaRunner,
    @Inject(SAGA_OPTIONS) private readonly options: ResolvedSagaOptions,
    @Optional() @Inject(EventStore) readonly events?: EventStore,
    @Optional() @Inject(EventRegistry) readonly eventRegistry?: EventRegistry,
  ) {}

  async onModuleInit(): Promise<void> {
    this.registry.check();
    await this.instances.prepare(this.registry.all().map(({ sagaClass }) => sagaClass));
    this.runner.eventStarts = openEventStarts(this.holder, this.registry, this.options, this);
    this.runner.eventStarts?.registerEvents();
    await this.holder.store.start();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.holder.engine.start();
    await this.runner.eventStarts?.start();
  }

  onModuleDestroy(): void {
    this.holder.engine.stopTaking();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runner.eventStarts?.stop();
    await this.holder.engine.leave();
    await this.holder.store.stop();
  }
}
