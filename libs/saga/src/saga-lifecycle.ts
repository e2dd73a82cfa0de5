import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { SagaRegistry } from './definition/saga-registry.js';
import { SagaEngineHolder } from './saga-engine-holder.js';
import { SagaInstances } from './saga-instances.js';

/** Checks the definitions and connects the store when the application starts; hands its sagas back before it stops. */
@Injectable()
export class SagaLifecycle implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  constructor(
    private readonly registry: SagaRegistry,
    private readonly holder: SagaEngineHolder,
    private readonly instances: SagaInstances,
  ) {}

  async onModuleInit(): Promise<void> {
    this.registry.check();
    await this.instances.prepare(this.registry.all().map(({ sagaClass }) => sagaClass));
    await this.holder.store.start();
  }

  onApplicationBootstrap(): void {
    this.holder.engine.start();
  }

  onModuleDestroy(): void {
    this.holder.engine.stopTaking();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.holder.engine.leave();
    await this.holder.store.stop();
  }
}
