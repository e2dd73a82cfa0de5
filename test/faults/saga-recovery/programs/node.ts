import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SagaModule, SagaRunner } from '@ledgerline/saga';
import { SAGA_PAUSE_POINTS, type PausePoints } from '@ledgerline/saga/backend';
import { Global } from '@nestjs/common';
import { Ledger } from './ledger.js';
import { BookingSaga, type Booking } from './booking.saga.js';

/** What the node is told to do. */
export interface NodeOrders {
  readonly url: string;
  readonly ledger: string;
  readonly leaseTerm: number;
  readonly start?: readonly { readonly id: string; readonly booking: Booking; readonly delay?: number }[];
  readonly racers?: { readonly id: string; readonly count: number };
  /** Dies at this moment of this saga, and step if it names one. */
  readonly dieAt?: { readonly point: string; readonly id: string; readonly step?: string };
}

const orders = JSON.parse(process.argv[2]!) as NodeOrders;
const ledger = new Ledger(orders.ledger);

const pausePoints: PausePoints = (point, id, step) => {
  const { dieAt } = orders;
  if (!dieAt || dieAt.point !== point || (id !== dieAt.id && id !== '')) return;
  if (dieAt.step === undefined || dieAt.step === step) process.kill(process.pid, 'SIGKILL');
};

@Global()
@Module({
  providers: [
    { provide: SAGA_PAUSE_POINTS, useValue: pausePoints },
    { provide: Ledger, useValue: ledger },
  ],
  exports: [SAGA_PAUSE_POINTS, Ledger],
})
class FaultsModule {}

@Module({
  imports: [
    FaultsModule,
    SagaModule.forRoot({
      storage: { url: orders.url, poolSize: 4 },
      leaseTerm: orders.leaseTerm,
      abortGrace: 200,
      shutdownGrace: 3_000,
    }),
    SagaModule.forFeature([BookingSaga]),
  ],
  providers: [BookingSaga],
})
class NodeModule {}

const app = await NestFactory.createApplicationContext(NodeModule, { logger: ['error', 'warn'] });
app.enableShutdownHooks();
const runner = app.get(SagaRunner);
console.log('ready');
process.on('message', () => undefined);
setInterval(() => undefined, 60_000);

for (const { id, booking, delay } of orders.start ?? []) {
  runner.start(BookingSaga, booking, { id, delay }).then(
    async (handle) => console.log(`result ${id} ${(await handle.result()).status}`),
    (error: Error) => console.log(`error ${id} ${error.message}`),
  );
}
if (orders.racers) {
  const { id, count } = orders.racers;
  const results = await Promise.all(Array.from({ length: count }, () => runner.execute(BookingSaga, { pace: 20 }, { id })));
  console.log(`raced ${new Set(results.map(({ status }) => status)).size} ${results[0]!.status}`);
}
