import type { Contestant } from '../measuring/alternate.js';
import { throughput } from '../measuring/throughput.js';
import { StepCount } from './three-steps.js';

/** Somebody who runs sagas of three steps. */
export interface SagaEngine {
  readonly name: string;
  readonly count: StepCount;
  /** Runs one to its end. */
  run(orderId: string): Promise<unknown>;
}

/** Callers that run one saga after the other: sagas a second. @param duration milliseconds of a sample */
export function runningSagas(engine: SagaEngine, callers: number, duration: number): Contestant {
  let sagas = 0;
  const sample = async () => {
    const rate = await throughput(callers, duration, async () => {
      await engine.run(`order-${sagas++}`);
      return 1;
    });
    engine.count.assertAll(sagas);
    return rate;
  };
  return { name: engine.name, sample };
}
