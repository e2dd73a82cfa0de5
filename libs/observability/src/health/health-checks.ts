import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, type HealthCheckResult, type HealthIndicatorFunction } from '@nestjs/terminus';
import { EventStoreHealthIndicator } from './event-store.health-indicator.js';
import { SagaStoreHealthIndicator } from './saga-store.health-indicator.js';

/** Terminus's findings and the HTTP status that goes with them. */
export interface HealthAnswer {
  readonly status: 200 | 503;
  readonly body: HealthCheckResult;
}

/** Asks the stores that the application has; those that it has not are not mentioned. */
@Injectable()
export class HealthChecks {
  constructor(
    private readonly terminus: HealthCheckService,
    private readonly eventStore: EventStoreHealthIndicator,
    private readonly sagaStore: SagaStoreHealthIndicator,
  ) {}

  /** The process alone: it answers, so it lives. */
  live(): Promise<HealthAnswer> {
    return this.#answer([]);
  }

  /** The stores that work needs. */
  ready(): Promise<HealthAnswer> {
    const indicators = [this.eventStore, this.sagaStore].filter(({ isPresent }) => isPresent);
    return this.#answer(indicators.map((indicator) => () => indicator.isHealthy()));
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
