import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { Stores } from '../stores/stores.js';
import { storeHealth } from './store-health.js';

/** Tells Terminus whether the saga store can be reached; answers within a second, whatever happens. */
@Injectable()
export class SagaStoreHealthIndicator {
  constructor(
    private readonly stores: Stores,
    private readonly terminus: HealthIndicatorService,
  ) {}

  /** Whether this application has sagas. */
  get isPresent(): boolean {
    return this.stores.probes.has('sagas');
  }

  /**
   * `up` with the latency in milliseconds, or `down` with the reason; never rejects. `overdue` lists sagas that are due and that no node has
   * taken, with the reason: no node knows them, or all are busy.
   */
  isHealthy<K extends string = 'sagaStore'>(key: K = 'sagaStore' as K): Promise<HealthIndicatorResult<K>> {
    return storeHealth(this.terminus, this.stores, 'sagas', key, async () => {
      const { overdue } = await this.stores.census();
      return overdue.length > 0 ? { overdue } : {};
    });
  }
}
