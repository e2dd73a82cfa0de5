import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { EventBackendHolder } from './backends/event-backend-holder.js';
import { EventStore } from './event-store.js';
import type { LedgerlineEventStore } from './ledgerline-event-store.js';

/** Connects the store when the application starts, and lets appends in flight end before it stops. */
@Injectable()
export class EventSourcingLifecycle implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    @Inject(EventBackendHolder) private readonly holder: EventBackendHolder,
    @Inject(EventStore) private readonly store: LedgerlineEventStore,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.holder.backend.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.store.stopSubscriptions();
    await this.store.drain();
    await this.holder.backend.stop();
  }
}
