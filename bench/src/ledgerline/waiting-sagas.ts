import 'reflect-metadata';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SagaModule, SagaRunner } from '@ledgerline/saga';
import { collectGarbage } from '../measuring/collect-garbage.js';
import { throughput } from '../measuring/throughput.js';
import { Lateness, TIMER, TimerSaga, WaitingSaga } from '../workload/waiting.saga.js';

@Module({})
class WaitingModule {}

const STARTERS = 256;
const LOOK_EVERY = 100;

/** An application whose sagas wait, most of them for long. */
export class WaitingSagas {
  readonly #runner: SagaRunner;

  private constructor(
    private readonly app: INestApplicationContext,
    private readonly lateness: Lateness,
  ) {
    this.#runner = app.get(SagaRunner);
  }

  static async open(url: string): Promise<WaitingSagas> {
    const lateness = new Lateness();
    const imports = [SagaModule.forRoot({ storage: url }), SagaModule.forFeature([WaitingSaga, TimerSaga])];
    const providers = [WaitingSaga, TimerSaga, { provide: Lateness, useValue: lateness }];
    const app = await NestFactory.createApplicationContext({ module: WaitingModule, imports, providers }, { logger: ['error'] });
    return new WaitingSagas(app, lateness);
  }

  /** Starts sagas and waits until all of them wait. */
  async fill(count: number): Promise<void> {
    let started = 0;
    // No end by time: each caller goes on until the last is started.
    await throughput(STARTERS, 0, async () => {
      while (started < count) await this.#runner.start(WaitingSaga, { orderId: `order-${started++}` });
      return 0;
    });
    while ((await this.#waiting()) < count) await pause(LOOK_EVERY);
  }

  /** Bytes of the heap that are really held. */
  heap(): number {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  }

  /** Lets timers become due, spread over a second; gives how many milliseconds late the latest of them was. */
  async latest(timers: number): Promise<number> {
    this.lateness.times.length = 0;
    for (let timer = 0; timer < timers; timer++) {
      void this.#runner.start(TimerSaga, {});
      if (timer % (timers / 10) === 0) await pause(100);
    }
    const end = performance.now() + TIMER * 20;
    while (this.lateness.times.length < timers) {
      if (performance.now() > end) throw new Error(`Of ${timers} timers ${this.lateness.times.length} went on.`);
      await pause(LOOK_EVERY);
    }
    return Math.max(...this.lateness.times);
  }

  close(): Promise<void> {
    return this.app.close();
  }

  async #waiting(): Promise<number> {
    const { active } = await this.#runner.census();
    return active.find(({ saga, status }) => saga === 'waiting' && status === 'waiting')?.count ?? 0;
  }
}

function pause(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration));
}
