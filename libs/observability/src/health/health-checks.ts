import { Injectable, ServiceUnavailableException, type OnModuleDestroy } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorFunction,
} from '@nestjs/terminus';
import { EventStoreHealthIndicator } from './event-store.health-indicator.js';
import { ProjectionHealthIndicator } from './projection.health-indicator.js';
import { SagaStoreHealthIndicator } from './saga-store.health-indicator.js';

/** Terminus's findings and the HTTP status that goes with them. */
export interface HealthAnswer {
  readonly status: 200 | 503;
  readonly body: HealthCheckResult;
}

/**
 * Asks the stores that the application has; those that it has not are not mentioned. Readiness goes down as the first thing of a shutdown, so
 * that no more requests are sent here while those under way are finished.
 */
@Injectable()
export class HealthChecks implements OnModuleDestroy {
  #isLeaving = false;

  constructor(
    private readonly terminus: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly eventStore: EventStoreHealthIndicator,
    private readonly sagaStore: SagaStoreHealthIndicator,
    private readonly projections: ProjectionHealthIndicator,
  ) {}

  /** The process alone: it answers, so it lives. */
  live(): Promise<HealthAnswer> {
    return this.#answer([]);
  }

  /** Everything: the stores, and the projections. */
  async health(): Promise<HealthAnswer> {
    const projections = (await this.projections.isPresent()) ? [() => this.projections.isHealthy()] : [];
    return this.#answer([...this.#stores(), ...projections]);
  }

  /** The stores that work needs: a projection that has stopped is no reason to send requests elsewhere. */
  ready(): Promise<HealthAnswer> {
    return this.#answer(this.#stores());
  }

  #stores(): HealthIndicatorFunction[] {
    const leaving = this.#isLeaving ? [() => this.#shuttingDown()] : [];
    const indicators = [this.eventStore, this.sagaStore].filter(({ isPresent }) => isPresent);
    return [...leaving, ...indicators.map((indicator) => () => indicator.isHealthy())];
  }

  /** @internal called by Nest */
  onModuleDestroy(): void {
    this.#isLeaving = true;
  }

  #shuttingDown() {
    return this.indicators.check('application').down({ reason: 'it is shutting down' });
  }

  // Terminus throws its findings; an application's own exception filter would make something else of them.
  async #answer(checks: HealthIndicatorFunction[]): Promise<HealthAnswer> {
    try {
      return { status: 200, body: await this.terminus.check(checks) };
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      return { status: 503, body: error.getResponse() as HealthCheckResult };
    }
  }
}
