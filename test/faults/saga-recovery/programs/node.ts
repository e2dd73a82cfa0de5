import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SagaModule, SagaRunner, type SagaClass } from '@ledgerline/saga';
import { SAGA_PAUSE_POINTS, type PausePoints } from '@ledgerline/saga/backend';
import { Ledger } from './ledger.js';
import { awaitingSaga, BookingSaga, bookingSaga, type Booking } from './booking.saga.js';

/** What the node is told to do. */
export interface NodeOrders {
  readonly url: string;
  readonly ledger: string;
  readonly leaseTerm: number;
  /** Whether its provider never takes long. */
  readonly isQuick?: boolean;
  /** Names of the sagas that it knows: those that begin with `awaiting` wait in the middle. Without them, `booking`. */
  readonly sagas?: readonly string[];
  readonly start?: readonly SagaOrder[];
  readonly racers?: { readonly id: string; readonly count: number };
  /** Starts one saga after the other, as long as it lives, under ids that begin so; `seed` chooses what they are to do. */
  readonly load?: { readonly prefix: string; readonly pause: number; readonly seed: number };
  /** Dies at the `nth` such moment of this saga, and step if it names one. */
  readonly dieAt?: { readonly point: string; readonly id: string; readonly step?: string; readonly nth?: number };
}

/** A saga to start. */
export interface SagaOrder {
  readonly id: string;
  readonly saga?: string;
  readonly booking: Booking;
  readonly delay?: number;
}

const orders = JSON.parse(process.argv[2]!) as NodeOrders;
const ledger = new Ledger(orders.ledger, orders.isQuick);
const sagas = new Map<string, SagaClass>(
  (orders.sagas ?? []).map((name) => [name, name.startsWith('awaiting') ? awaitingSaga(name) : bookingSaga(name)]),
);
if (!orders.sagas) sagas.set('booking', BookingSaga);

let moments = 0;
const pausePoints: PausePoints = (point, id, step) => {
  const { dieAt } = orders;
  if (!dieAt || dieAt.point !== point || (id !== dieAt.id && id !== '')) return;
  if (dieAt.step !== undefined && dieAt.step !== step) return;
  moments += 1;
  if (moments === (dieAt.nth ?? 1)) process.kill(process.pid, 'SIGKILL');
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
    SagaModule.forFeature([...sagas.values()]),
  ],
  providers: [...sagas.values()],
})
class NodeModule {}

const app = await NestFactory.createApplicationContext(NodeModule, { logger: ['error', 'warn'] });
app.enableShutdownHooks();
const runner = app.get(SagaRunner);
console.log('ready');
setInterval(() => undefined, 60_000);

for (const order of orders.start ?? []) void begin(order);
if (orders.racers) await race(orders.racers);
if (orders.load) await work(orders.load);

async function begin({ id, saga = 'booking', booking, delay }: SagaOrder): Promise<void> {
  try {
    const handle = await runner.start(sagas.get(saga) as typeof BookingSaga, booking, { id, delay });
    console.log(`result ${id} ${(await handle.result()).status}`);
  } catch (error) {
    console.log(`error ${id} ${(error as Error).message}`);
  }
}

async function race({ id, count }: NonNullable<NodeOrders['racers']>): Promise<void> {
  const results = await Promise.all(Array.from({ length: count }, () => runner.execute(BookingSaga, { pace: 20 }, { id })));
  console.log(`raced ${new Set(results.map(({ status }) => status)).size} ${results[0]!.status}`);
}

/** What each saga of the load is to do follows from its number, so that a run can be told by its seed. */
async function work({ prefix, pause, seed }: NonNullable<NodeOrders['load']>): Promise<void> {
  for (let number = 0; ; number++) {
    const dice = (seed + number * 7) % 10;
    const booking: Booking = { pace: 10 + ((seed + number) % 5) * 30, fails: dice < 4, flaky: dice % 3 };
    const id = `${prefix}-${number}`;
    await runner.start(BookingSaga, booking, { id }).then(
      () => console.log(`started ${id}`),
      (error: Error) => console.log(`error ${id} ${error.message}`),
    );
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
