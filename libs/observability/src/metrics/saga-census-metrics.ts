import { Gauge, type Registry } from 'prom-client';
import type { SagaCensus } from '@ledgerline/saga';

/** How many sagas the store holds that are not finished, and how many are overdue: asked for at each scrape. */
export function registerSagaCensus(registry: Registry, census: () => Promise<SagaCensus>, label: (saga: string) => string): void {
  const counted = (gauge: Gauge<string>, rows: readonly { saga: string; status?: string; count: number }[]) => {
    for (const { saga, status, count } of rows) gauge.inc({ saga: label(saga), ...(status ? { status } : {}) }, count);
  };
  // What the store does not tell is left out: an old number would look like a true one.
  const told = async (gauge: Gauge<string>, rows: (census: SagaCensus) => Parameters<typeof counted>[1]) => {
    const answer = await census().catch(() => undefined);
    gauge.reset();
    if (answer) counted(gauge, rows(answer));
  };
  new Gauge({
    name: 'ledgerline_sagas_active',
    help: 'Sagas in the store that are not finished, by status; every node of a store tells the same number',
    labelNames: ['saga', 'status'],
    registers: [registry],
    async collect() {
      await told(this, ({ active }) => active);
    },
  });
  new Gauge({
    name: 'ledgerline_sagas_overdue',
    help: 'Sagas in the store that are due and that no node has taken; every node of a store tells the same number',
    labelNames: ['saga'],
    registers: [registry],
    async collect() {
      await told(this, ({ overdue }) => overdue.map(({ saga, count }) => ({ saga, count })));
    },
  });
}
