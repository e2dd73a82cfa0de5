import { DBOS } from '@dbos-inc/dbos-sdk';
import type { SagaEngine } from '../workload/running-sagas.js';
import { StepCount } from '../workload/three-steps.js';

const count = new StepCount();

/** DBOS keeps its workflows in a registry of the process, so this one is, too. */
const orderWorkflow = DBOS.registerWorkflow(
  async (_orderId: string) => {
    await DBOS.runStep(() => count.step(), { name: 'reserveInventory' });
    await DBOS.runStep(() => count.step(), { name: 'chargePayment' });
    await DBOS.runStep(() => count.step(), { name: 'shipOrder' });
  },
  { name: 'order' },
);

/**
 * Durable workflows of DBOS as its documentation uses them; no queue, no tracing.
 *
 * @see https://docs.dbos.dev/typescript/tutorials/workflow-tutorial
 */
export class Dbos implements SagaEngine {
  readonly name = 'DBOS';
  readonly count = count;

  static async open(url: string, connections = 20): Promise<Dbos> {
    const logger = { info: () => {}, debug: () => {}, warn: () => {}, error: console.error };
    DBOS.setConfig({ name: 'bench', systemDatabaseUrl: url, systemDatabasePoolSize: connections, runAdminServer: false, logger });
    await DBOS.launch();
    return new Dbos();
  }

  run(orderId: string): Promise<void> {
    return orderWorkflow(orderId);
  }

  close(): Promise<void> {
    return DBOS.shutdown();
  }
}
