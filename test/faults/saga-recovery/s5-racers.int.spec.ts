import { availableDatabases, freshDatabase } from '@ledgerline/local-servers/testing';
import { Ledger, onlooker, Program, runNode } from './recovery-bench.js';

describe.each(availableDatabases())('S5 64 racers on one id over two nodes, on %s', (kind) => {
  afterAll(() => Program.killAll());

  it('run the saga once, and all get its result', async () => {
    const [sagas, books] = await Promise.all([freshDatabase(kind), freshDatabase('postgres')]);
    const ledger = new Ledger(books.url);
    await ledger.create();
    const { app } = await onlooker(sagas.url);
    const racers = { id: 'raced', count: 32 };
    const nodes = [1, 2].map(() => runNode({ url: sagas.url, ledger: books.url, leaseTerm: 5_000, racers }));
    for (const node of nodes) await node.says(/raced 1 completed/);
    expect((await ledger.of('raced')).map(({ step }) => step)).toEqual(['room', 'car', 'flight']);
    await Program.killAll();
    await app.close();
    await ledger.close();
    await Promise.all([sagas.drop(), books.drop()]);
  }, 60_000);
});
