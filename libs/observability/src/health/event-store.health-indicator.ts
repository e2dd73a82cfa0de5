import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { Stores } from '../stores/stores.js';
import { heldHeads } from '../stores/held-heads.js';
import { storeHealth } from './store-health.js';

/** Seconds; shorter ones are what appending is made of. */
const WORTH_TELLING_AFTER = 1;

/**
 * Tells Terminus whether the event store can be reached; answers within a second, whatever happens.
 *
 * @example
 * ```ts
 * @Controller('health')
 * export class HealthController {
 *   constructor(
 *     private readonly health: HealthCheckService,
 *     private readonly eventStore: EventStoreHealthIndicator,
 *   ) {}
 *
 *   @Get()
 *   @HealthCheck()
 *   check() {
 *     return this.health.check([() => this.eventStore.isHealthy()]);
 *   }
 * }
 * ```
 */
@Injectable()
export class EventStoreHealthIndicator {
  constructor(
    private readonly stores: Stores,
    private readonly terminus: HealthIndicatorService,
  ) {}

  /** Whether this application has an event store. */
  get isPresent(): boolean {
    return this.stores.probes.has('events');
  }

  /**
   * `up` with the latency in milliseconds, or `down` with the reason; never rejects. `heldBack` tells of a transaction that keeps the head of
   * the log from advancing, by its database session and its age in seconds: subscribers and projections wait for it.
   */
  isHealthy<K extends string = 'eventStore'>(key: K = 'eventStore' as K): Promise<HealthIndicatorResult<K>> {
    return storeHealth(this.terminus, this.stores, 'events', key, async () => {
      const [held] = heldHeads(await this.stores.heads(), Date.now());
      return held && held.seconds >= WORTH_TELLING_AFTER ? { heldBack: held } : {};
    });
  }
}
