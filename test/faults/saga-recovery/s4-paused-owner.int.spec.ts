import { availableDatabases, freshDatabase } from '@ledgerline/local-servers/testing';
import { ended, Ledger, onlooker, Program, runNode } from './recovery-bench.js';

const LEASE_TERM = 3_000;

describe.each(availableDatabases())('S4 an owner that is paused for longer than its lease, on %s', (kind) => {
  afterAll(() => Program.killAll());

  it('records nothing and starts nothing when it wakes, while another node has gone on under the same keys', async () => {
    const [sagas, books] = await Promise.all([freshDatabase(kind), freshDatabase('postgres')]);
    const ledger = new Ledger(books.url);
    await ledger.create();
    const { app, runner } = await onlooker(sagas.url);
    const common = { url: sagas.url, ledger: books.url, leaseTerm: LEASE_TERM };
    const owner = runNode({ ...common, start: [{ id: 'paused', booking: { long: 60_000 } }] });
    await owner.says(/in paused car/);
    owner.signal('SIGSTOP');
    const heir = runNode({ ...common, isQuick: true });
    await heir.says(/in paused car/);
    owner.signal('SIGCONT');
    // What ran when it was paused is aborted, before it could do anything.
    await owner.says(/aborted paused/);
    await ended(runner, 'paused', 'completed');
    await owner.says(/result paused completed/);
    const calls = await ledger.of('paused');
    expect(calls.map(({ step, pid }) => `${step} ${pid === owner.pid ? 'owner' : 'heir'}`)).toEqual([
      'room owner',
      'car heir',
      'flight heir',
    ]);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(3);
    const history = await runner.history('paused');
    expect(history.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual(['room ok', 'car ok', 'flight ok']);

    await Program.killAll();
    await app.close();
    await ledger.close();
    await Promise.all([sagas.drop(), books.drop()]);
  }, 120_000);
});
