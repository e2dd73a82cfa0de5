import { availableDatabases, eventually, freshDatabase } from '@ledgerline/local-servers/testing';
import { ended, Ledger, onlooker, Program, runNode } from './recovery-bench.js';

const SAGAS = 60;

describe.each(availableDatabases())('Nodes that come and go, on %s', (kind) => {
  afterAll(() => Program.killAll());

  it('O3 at SIGTERM running steps are finished, the rest is handed over at once, and it counts as no recovery', async () => {
    const [sagas, books] = await Promise.all([freshDatabase(kind), freshDatabase('postgres')]);
    const ledger = new Ledger(books.url);
    await ledger.create();
    const { app, runner } = await onlooker(sagas.url);
    // The term is so long that a takeover would come too late for this spec.
    const common = { url: sagas.url, ledger: books.url, leaseTerm: 60_000 };
    const start = Array.from({ length: SAGAS }, (_, n) => ({ id: `s-${n}`, booking: { pace: 300 } }));
    const leaving = runNode({ ...common, start });
    await leaving.says(/in s-\d+ car/);
    const staying = runNode(common);
    await staying.says(/ready/);
    leaving.signal('SIGTERM');
    await leaving.exit();
    for (const { id } of start) {
      const view = await ended(runner, id, 'completed', 40_000);
      expect(view.recoveries).toBe(0);
    }
    expect([...(await ledger.calls()).values()].every((calls) => calls === 1)).toBe(true);
    await Program.killAll();
    await app.close();
    await ledger.close();
    await Promise.all([sagas.drop(), books.drop()]);
  }, 120_000);

  it('a saga that ends every process that runs it is set aside, and the innocent ones of those nodes come to their ends', async () => {
    const [sagas, books] = await Promise.all([freshDatabase(kind), freshDatabase('postgres')]);
    const ledger = new Ledger(books.url);
    await ledger.create();
    const { app, runner } = await onlooker(sagas.url);
    const common = { url: sagas.url, ledger: books.url, leaseTerm: 2_000 };
    const innocent = Array.from({ length: 12 }, (_, n) => `innocent-${n}`);
    const start = [
      ...innocent.slice(6).map((id) => ({ id, booking: { long: 600 } })),
      { id: 'poison', booking: { isPoison: true }, delay: 300 },
      ...innocent.slice(0, 6).map((id) => ({ id, booking: { long: 600 } })),
    ];
    let node = runNode({ ...common, start });
    let deaths = 0;
    await eventually(
      async () => {
        if (isGone(node)) {
          deaths += 1;
          node = runNode(common);
        }
        expect((await runner.get('poison'))?.status).toBe('stopped');
      },
      { timeout: 150_000, interval: 100, until: 'the poison is set aside' },
    );
    expect(deaths).toBeGreaterThanOrEqual(3);
    expect(await runner.get('poison')).toMatchObject({
      error: { code: 'SAGA_POISONED' },
      reason: expect.stringContaining('was set aside'),
    });
    for (const id of innocent) await ended(runner, id, 'completed', 60_000);
    await Program.killAll();
    await app.close();
    await ledger.close();
    await Promise.all([sagas.drop(), books.drop()]);
  }, 240_000);

  it('a saga that blocks each node for longer than its term is set aside, and what those nodes ran goes on', async () => {
    const [sagas, books] = await Promise.all([freshDatabase(kind), freshDatabase('postgres')]);
    const ledger = new Ledger(books.url);
    await ledger.create();
    const { app, runner } = await onlooker(sagas.url);
    const common = { url: sagas.url, ledger: books.url, leaseTerm: 1_500 };
    const innocent = Array.from({ length: 8 }, (_, n) => `innocent-${n}`);
    const start = [
      ...innocent.map((id) => ({ id, booking: { long: 2_000 } })),
      { id: 'blocking', booking: { blocks: 6_000 }, delay: 500 },
    ];
    const nodes = [runNode({ ...common, start }), runNode(common), runNode(common)];
    for (const node of nodes) await node.says(/ready/);
    // No process ends by it: one that wakes hears that it was declared dead, and takes part again.
    await ended(runner, 'blocking', 'stopped', 150_000);
    expect(await runner.get('blocking')).toMatchObject({ error: { code: 'SAGA_POISONED' }, inDoubt: ['car'] });
    for (const id of innocent) await ended(runner, id, 'completed', 60_000);
    for (const node of nodes) expect(isGone(node)).toBe(false);
    await Program.killAll();
    await app.close();
    await ledger.close();
    await Promise.all([sagas.drop(), books.drop()]);
  }, 240_000);
});

function isGone({ pid }: Program): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}
