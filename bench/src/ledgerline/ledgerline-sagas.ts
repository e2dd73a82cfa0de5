import 'reflect-metadata';
import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SagaModule, SagaRunner } from '@ledgerline/saga';
import { OrderSaga } from '../workload/order.saga.js';
import type { SagaEngine } from '../workload/running-sagas.js';
import { StepCount } from '../workload/three-steps.js';

@Module({})
class SagasModule {}

/** Sagas as an application has them: Nest's module with its default options, so with the history of attempts. */
export class LedgerlineSagas implements SagaEngine {
  readonly name = 'Ledgerline';
  readonly #runner: SagaRunner;

  private constructor(
    private readonly app: INestApplicationContext,
    readonly count: StepCount,
  ) {
    this.#runner = app.get(SagaRunner);
  }

  static async open(url: string): Promise<LedgerlineSagas> {
    const count = new StepCount();
    const imports = [SagaModule.forRoot({ storage: url }), SagaModule.forFeature([OrderSaga])];
    const providers = [OrderSaga, { provide: StepCount, useValue: count }];
    const app = await NestFactory.createApplicationContext(
      { module: SagasModule, imports, providers },
      { logger: ['error'], abortOnError: false },
    );
    return new LedgerlineSagas(app, count);
  }

  async run(orderId: string): Promise<void> {
    const { success } = await this.#runner.execute(OrderSaga, { orderId });
    if (!success) throw new Error(`The saga of ${orderId} failed.`);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
