import { Gauge, type Registry } from 'prom-client';
import type { Stores } from '../stores/stores.js';

/** Whether the stores can be reached, asked for at each scrape. */
export function registerStorageMetrics(registry: Registry, stores: Stores): void {
  new Gauge({
    name: 'ledgerline_storage_up',
    help: 'Whether a store can be reached: 1 or 0',
    labelNames: ['store'],
    registers: [registry],
    async collect() {
      await Promise.all(
        [...stores.probes].map(async ([store, probe]) => this.set({ store }, (await probe.check()).isUp ? 1 : 0)),
      );
    },
  });
}
