import { Gauge, type Registry } from 'prom-client';
import { heldHeads } from '../stores/held-heads.js';
import type { Stores } from '../stores/stores.js';

/** Whether the stores can be reached, and whether the log is held back; asked for at each scrape. */
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
  if (!stores.probes.has('events')) return;
  new Gauge({
    name: 'ledgerline_head_held_back_seconds',
    help: 'Age of the oldest open transaction that keeps the head of the log from advancing; 0 when there is none',
    registers: [registry],
    async collect() {
      this.reset();
      const heads = await stores.heads().catch(() => undefined);
      if (heads) this.set(heldHeads(heads, Date.now())[0]?.seconds ?? 0);
      else this.remove();
    },
  });
}
