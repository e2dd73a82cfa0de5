import type { Server, ServerResponse } from 'node:http';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { InvalidOptionException, systemClock } from '@ledgerline/storage';
import { OBSERVABILITY_OPTIONS, type ObservabilityOptions } from '../observability-options.js';

const LONGEST_DELAY = 3_600_000;

/**
 * From the beginning of a shutdown each answer is the last one of its connection: clients that keep connections go elsewhere, and none loses
 * a request to a connection that is being closed. Costs nothing until then.
 */
@Injectable()
export class ConnectionDrain implements OnModuleDestroy {
  readonly #delay: number;

  constructor(
    @Inject(OBSERVABILITY_OPTIONS) { health }: ObservabilityOptions,
    private readonly host: HttpAdapterHost,
  ) {
    this.#delay = (health || {}).shutdownDelay ?? 0;
    if (!Number.isFinite(this.#delay) || this.#delay < 0 || this.#delay > LONGEST_DELAY)
      throw new InvalidOptionException('health.shutdownDelay', `a number from 0 to ${LONGEST_DELAY}`, this.#delay, 500);
  }

  /** @internal called by Nest */
  async onModuleDestroy(): Promise<void> {
    const server = this.host.httpAdapter?.getHttpServer() as Server | undefined;
    server?.prependListener('request', (_request, response: ServerResponse) => void (response.shouldKeepAlive = false));
    if (this.#delay > 0) await new Promise<void>((resolve) => systemClock.setTimer(resolve, this.#delay));
  }
}
