import { Controller, Get, Inject, NotFoundException, Res, type Type } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult } from '@nestjs/terminus';
import { OBSERVABILITY_OPTIONS, type ObservabilityOptions } from '../observability-options.js';
import { HealthChecks, type HealthAnswer } from './health-checks.js';

const DEFAULT_PATH = '/health';

/** What a response of Express and one of Fastify have in common. */
interface StatusResponse {
  status(code: number): unknown;
}

/** The routes of health, in a class of its own for each application: Nest keeps a controller's path with its class. */
export function createHealthController(): Type<object> {
  @Controller(DEFAULT_PATH)
  class HealthController {
    readonly #isOn: boolean;

    constructor(
      @Inject(OBSERVABILITY_OPTIONS) { health = {} }: ObservabilityOptions,
      @Inject(HealthChecks) private readonly checks: HealthChecks,
    ) {
      this.#isOn = health !== false;
      // Routes are made of controllers that exist, so options that come from a factory are in time.
      if (health !== false) Reflect.defineMetadata('path', health.path ?? DEFAULT_PATH, HealthController);
    }

    @Get()
    @HealthCheck()
    health(@Res({ passthrough: true }) response: StatusResponse): Promise<HealthCheckResult> {
      return this.#reply(response, () => this.checks.health());
    }

    @Get('live')
    @HealthCheck()
    live(@Res({ passthrough: true }) response: StatusResponse): Promise<HealthCheckResult> {
      return this.#reply(response, () => this.checks.live());
    }

    @Get('ready')
    @HealthCheck()
    ready(@Res({ passthrough: true }) response: StatusResponse): Promise<HealthCheckResult> {
      return this.#reply(response, () => this.checks.ready());
    }

    async #reply(response: StatusResponse, check: () => Promise<HealthAnswer>): Promise<HealthCheckResult> {
      if (!this.#isOn) throw new NotFoundException('Health is turned off in this application.');
      const { status, body } = await check();
      response.status(status);
      return body;
    }
  }
  return HealthController;
}
