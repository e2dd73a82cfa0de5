import { createRequire } from 'node:module';
import { Injectable } from '@nestjs/common';
import { aggregateDefinition } from '@ledgerline/event-sourcing';
import type { AggregateInfo, ApplicationInfo } from '../../api/application.js';
import { API_VERSION } from '../../api/version.js';
import type { ResolvedDevtoolsOptions } from '../options/resolve-devtools-options.js';
import type { Routes } from '../routing/routes.js';
import { storeInfo } from './store-info.js';
import { Suite, type EventsPart } from './suite.js';

const VERSION = (createRequire(import.meta.url)('../../../package.json') as { version: string }).version;

/** `GET application`: what the pages need to know first. */
@Injectable()
export class ApplicationRoutes {
  constructor(private readonly suite: Suite) {}

  routes(options: ResolvedDevtoolsOptions): Routes {
    return { reads: { application: { query: {}, answer: () => this.#info(options) } } };
  }

  async #info({ isReadOnly, environment }: ResolvedDevtoolsOptions): Promise<ApplicationInfo> {
    const { events, sagas } = this.suite;
    const [eventStore, sagaStore] = await Promise.all([
      events ? storeInfo(events.backend) : null,
      sagas ? storeInfo(sagas.store) : null,
    ]);
    return {
      apiVersion: API_VERSION,
      version: VERSION,
      isReadOnly,
      environment,
      now: Date.now(),
      events: eventStore,
      sagas: sagaStore,
      features: { events: events !== undefined, sagas: sagas !== undefined, projections: this.suite.projections !== undefined },
      aggregates: events ? aggregatesOf(events) : [],
      eventTypes: events ? events.registry.all().map(({ name }) => name) : [],
      sagaNames: sagas ? sagas.runner.definitions().map(({ name }) => name) : [],
    };
  }
}

function aggregatesOf({ aggregates }: EventsPart): AggregateInfo[] {
  return aggregates.all().map((aggregate) => {
    const { name, snapshotEvery } = aggregateDefinition(aggregate);
    return { className: aggregate.name, category: name, snapshotEvery: snapshotEvery ?? 0 };
  });
}
