import 'reflect-metadata';
import type { BusPausePoint } from '../../../../libs/cqrs/src/units-of-work/pause-points.js';
import { openBank, PayIn } from '../../../buses/bank.js';

/** What a teller is told to do. */
export interface TellerOrders {
  readonly url: string;
  readonly key: string;
  readonly account: string;
  /** How many ask for the payment at a time. */
  readonly callers: number;
  /** Dies at this moment. */
  readonly dieAt?: BusPausePoint;
}

const { url, key, account, callers, dieAt } = JSON.parse(process.argv[2]!) as TellerOrders;
const pauseAt = (point: BusPausePoint) => {
  if (point === dieAt) process.kill(process.pid, 'SIGKILL');
};

const bank = await openBank({ storage: url, ...(dieAt && { pauseAt }) });
const payments = Array.from({ length: callers }, () => bank.bus.execute(new PayIn(account, 5, key)));
for (const { version, token } of await Promise.all(payments)) console.log(`paid ${version} ${token}`);
console.log(`asked the handler ${bank.desk.done.length} times`);
await bank.close();
