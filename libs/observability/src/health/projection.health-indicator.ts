import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { heldHeads, type HeldHead } from '../stores/held-heads.js';
import { Stores } from '../stores/stores.js';
import { projectionHealth } from './projection-health.js';

/**
 * Tells Terminus how the projections are; answers within a second, whatever happens. One that has stopped at an event, or whose database is
 * away, makes it `down`; one that is behind, waits for a node or is paused does not.
 */
@Injectable()
export class ProjectionHealthIndicator {
  constructor(
    private readonly stores: Stores,
    private readonly terminus: HealthIndicatorService,
  ) {}

  /** Whether this application has projections; asks their database. */
  async isPresent(): Promise<boolean> {
    return (await this.stores.projections().catch(() => undefined))?.length !== 0;
  }

  /** `up` or `down`, with the state and the lag of each projection and, where one is down, the reason; never rejects. */
  async isHealthy<K extends string = 'projections'>(key: K = 'projections' as K): Promise<HealthIndicatorResult<K>> {
    const session = this.terminus.check(key);
    try {
      const [statuses, held] = await Promise.all([this.stores.projections(), this.#heldHead()]);
      const { reason, ...projections } = projectionHealth(statuses, held);
      return reason === undefined ? session.up(projections) : session.down({ reason, ...projections });
    } catch (error) {
      return session.down({ reason: (error as Error).message });
    }
  }

  async #heldHead(): Promise<HeldHead | undefined> {
    const heads = await this.stores.heads().catch(() => []);
    return heldHeads(heads, Date.now())[0];
  }
}
