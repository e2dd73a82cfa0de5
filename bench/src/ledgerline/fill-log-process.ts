import { once } from 'node:events';
import { closing } from '../running/closing.js';
import { fillLog } from './fill-log.js';
import type { FillJob } from './fill-log-elsewhere.js';
import { LedgerlineApp } from './ledgerline-app.js';

const [{ url, events }] = (await once(process, 'message')) as [FillJob];
process.once('disconnect', () => process.exit(1));
const app = await LedgerlineApp.open(url);
await closing([app], () => fillLog(app.store, events, { progress: (text) => process.send!(text) }));
process.exit(0);
