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

  it('for two terms, and a node dies meanwhile: it is declared dead a term after the store is back, without blame, and no other is', async () => {
    const server = await ownServer(kind);
    const books = await freshDatabase('postgres');
    const ledger = new Ledger(books.url);
    await ledger.create();
    const url = await server.ensureDatabase('sagas');
    const { app, runner } = await onlooker(url);
    const common = { url, ledger: books.url, leaseTerm: LEASE_TERM };
    const booking = { long: 30_000 };
    const start = (node: number) => Array.from({ length: 10 }, (_, n) => ({ id: `${node}-${n}`, booking }));
    const [staying, dying] = [runNode({ ...common, start: start(1) }), runNode({ ...common, start: start(2) })];
    await staying.says(/in 1-\d car/);
    await dying.says(/in 2-\d car/);
    const owner = (await runner.get('1-0'))!.owner;
    await server.kill();
    dying.signal('SIGKILL');
    await dying.exit();
    await pause(2 * LEASE_TERM);
    await server.restart();
    const heir = runNode({ ...common, isQuick: true });
    for (const { id } of start(2)) expect(await ended(runner, id, 'completed', 120_000)).toMatchObject({ recoveries: 0 });
    for (const { id } of start(1)) {
      const { owner: now, recoveries } = await ended(runner, id, /running|completed/);
      expect([owner, undefined]).toContain(now);
      expect(recoveries).toBe(0);
    }
    expect(staying.output).not.toContain('declared dead');
    for (const node of [staying, heir]) node.signal('SIGKILL');
    for (const node of [staying, heir]) await node.exit();
    await app.close();
    await ledger.close();
    await server.stop();
    await books.drop();
  }, 240_000);
});
