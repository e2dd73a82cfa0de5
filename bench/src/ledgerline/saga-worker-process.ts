import { once } from 'node:events';
import { throughput } from '../measuring/throughput.js';
import { LedgerlineSagas } from './ledgerline-sagas.js';
import type { WorkerOrder, WorkerReport } from './saga-worker.js';

const tell = (report: WorkerReport) => process.send!(report);

const [{ url }] = (await once(process, 'message')) as [Extract<WorkerOrder, { url: string }>];
const app = await LedgerlineSagas.open(url);
process.once('disconnect', () => void app.close().finally(() => process.exit(0)));
process.on('message', ({ callers, duration }: Extract<WorkerOrder, { callers: number }>) => {
  let sagas = 0;
  void throughput(callers, duration, async () => {
    await app.run(`order-${sagas}`);
    sagas += 1;
    return 1;
  }).then(() => tell({ sagas }));
});
tell({ ready: true });
