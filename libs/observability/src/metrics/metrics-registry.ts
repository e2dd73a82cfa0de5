import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry, register as processRegistry } from 'prom-client';

/**
 * The metrics of one application; two applications in one process have one each. Metrics that an application makes by the providers of
 * `@willsoto/nestjs-prometheus` live in prom-client's registry of the process, and are shown as well.
 */
@Injectable()
export class MetricsRegistry extends Registry {
  /** Adds prom-client's metrics of the process (memory, CPU, event loop). */
  collectDefaults(config: Omit<Parameters<typeof collectDefaultMetrics>[0] & object, 'register'> = {}): void {
    collectDefaultMetrics({ ...config, register: this });
  }

  /** Everything in Prometheus's text format; a name that both registries know is shown once, from this one. */
  async exposition(): Promise<string> {
    const foreign = processRegistry.getMetricsAsArray().filter(({ name }) => !this.getSingleMetric(name));
    const texts = await Promise.all(foreign.map(({ name }) => processRegistry.getSingleMetricAsString(name)));
    return [await this.metrics(), ...texts.map((text) => `${text}\n`)].join('\n');
  }
}
