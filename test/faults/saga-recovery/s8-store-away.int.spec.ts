import { availableDatabases, freshDatabase } from '@ledgerline/local-servers/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { ended, Ledger, onlooker, Program, runNode } from './recovery-bench.js';
import { ownServer } from '../saga-support/saga-app.js';

const LEASE_TERM = 4_000;
const SAGAS = 40;

describe.each(availableDatabases())('S8 the saga store is away, on %s', (kind) => {
  afterAll(() => Program.killAll());

  it.each([
    { away: 1_000, how: 'for a second' },
    { away: 3 * LEASE_TERM, how: 'for three terms' },
  ])(
    '$how, under load: the nodes live on, nothing is lost or recorded twice, nobody is blamed',
    async ({ away }) => {
      const server = await ownServer(kind);
      const books = await freshDatabase('postgres');
      const ledger = new Ledger(books.url);
      await ledger.create();
      const url = await server.ensureDatabase('sagas');
      const { app, runner } = await onlooker(url);
      const common = { url, ledger: books.url, leaseTerm: LEASE_TERM };
      const ids = (node: number) => Array.from({ length: SAGAS }, (_, n) => `${node}-${n}`);
      const nodes = [1, 2].map((node) =>
        runNode({ ...common, start: ids(node).map((id, n) => ({ id, booking: { pace: 400 + 10 * n, fails: n % 4 === 0 } })) }),
      );
      for (const node of nodes) await node.says(/in \d-\d+ car/);
      await server.kill();
      await pause(away);
      await server.restart();
      for (const node of [1, 2]) {
        for (const [n, id] of ids(node).entries()) {
          const view = await ended(runner, id, n % 4 === 0 ? 'compensated' : 'completed');
          expect(view.recoveries).toBe(0);
          const done = (await runner.history(id))
            .filter(({ outcome }) => outcome === 'ok')
            .map(({ step, direction }) => `${step} ${direction}`);
          expect(new Set(done).size).toBe(done.length);
        }
      }
      for (const node of nodes) {
        expect(node.output).not.toMatch(/declared dead|came to a halt|Unhandled/);
        node.signal('SIGTERM');
      }
      for (const node of nodes) await node.exit();
      await app.close();
      await ledger.close();
      await server.stop();
      await books.drop();
    },
    180_000,
  );
});
