import { randomBytes } from 'node:crypto';
import type { NewSaga, SagaRow, SagaWrite } from '../backends/saga-row.js';
import type { SagaStore } from '../backends/saga-store.js';

export const NODE_TERM = 60_000;

/** A text that no other spec uses. */
export function fresh(prefix: string): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`;
}

/** A saga to insert. */
export function newSaga(given: Partial<NewSaga> = {}): NewSaga {
  return {
    id: fresh('saga'),
    run: fresh('run'),
    name: 'contract',
    version: 1,
    fingerprint: 'f1',
    inputHash: 'h',
    context: '{"a":1}',
    delay: 0,
    correlationId: 'c',
    ...given,
  };
}

/** A registered node. */
export async function newNode(store: SagaStore, term = NODE_TERM): Promise<string> {
  const id = fresh('node');
  await store.nodes.register({ id, host: 'contract', pid: 1 }, term);
  return id;
}

/** A saga that a node runs. */
export async function runningSaga(store: SagaStore, node: string, given: Partial<NewSaga> = {}): Promise<SagaRow> {
  const saga = newSaga({ owner: node, ...given });
  await store.insert([saga]);
  return (await store.find(saga.id))!;
}

/** A write of a saga's owner that changes nothing but what is given. */
export function writeOf(row: SagaRow, given: Partial<SagaWrite> = {}): SagaWrite {
  return {
    id: row.id,
    token: row.token,
    owner: row.owner ?? null,
    fingerprint: row.fingerprint,
    status: 'running',
    context: null,
    results: null,
    progress: '{}',
    isReleased: false,
    isBounded: true,
    guard: 'none',
    seenSignals: 0,
    isProgress: true,
    history: [],
    ...given,
  };
}
