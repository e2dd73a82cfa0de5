import { join } from 'node:path';
import { eventually } from '@ledgerline/local-servers/testing';
import type { SagaRunner, SagaView } from '@ledgerline/saga';
import { Program } from '../../servers/program.js';
import { sagaApp, type SagaApp } from '../saga-support/saga-app.js';
import { TYPESCRIPT } from '../typescript-program.js';
import { Ledger } from './programs/ledger.js';
import type { NodeOrders } from './programs/node.js';

const NODE = join(__dirname, 'programs', 'node.ts');

/** Runs a node as a process of its own. */
export function runNode(orders: NodeOrders): Program {
  return Program.run(NODE, [JSON.stringify(orders)], TYPESCRIPT);
}

/** Looks at the sagas without running any: a node of other sagas. */
export async function onlooker(url: string): Promise<{ app: SagaApp; runner: SagaRunner }> {
  const app = await sagaApp({ storage: { url, poolSize: 2 }, sagas: [] });
  return { app, runner: app.runner };
}

/** The saga, once it has this status. */
export function ended(runner: SagaRunner, id: string, status: string | RegExp, timeout = 60_000): Promise<SagaView> {
  return eventually(
    async () => {
      const view = await runner.get(id);
      if (typeof status === 'string') expect({ id, status: view?.status }).toEqual({ id, status });
      else expect(`${view?.status}`).toMatch(status);
      return view!;
    },
    { timeout, until: `${id} is ${status}` },
  );
}

export { Ledger, Program, type NodeOrders };
