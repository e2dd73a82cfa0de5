import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { availableDatabases, freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { openBank, PayIn, type Bank } from '../../buses/bank.js';
import { Program } from '../../servers/program.js';
import type { BusPausePoint } from '../../../libs/cqrs/src/units-of-work/pause-points.js';
import { TYPESCRIPT } from '../typescript-program.js';
import type { TellerOrders } from './programs/teller.js';

const TELLER = join(__dirname, 'programs', 'teller.ts');

/** Milliseconds; programs that compile their sources as they start are slow on a machine that is busy. */
const PATIENCE = 150_000;

/** Between every two statements of an idempotent command; whether it is committed there. */
const POINTS: readonly (readonly [BusPausePoint, string, boolean])[] = [
  ['after-begin', 'when its transaction has begun', false],
  ['after-claim', 'when its key is claimed', false],
  ['after-work', 'when its handler has ended', false],
  ['after-events', 'when its events are written', false],
  ['before-commit', 'when its result is recorded', false],
  ['after-commit', 'between the commit and the answer', true],
];

describe.each(availableDatabases())('an idempotent command whose process is killed, on %s', (kind) => {
  let database: FreshDatabase;
  let bank: Bank;

  beforeAll(async () => {
    database = await freshDatabase(kind);
    bank = await openBank({ storage: database.url });
  }, 60_000);
  afterAll(async () => {
    await Program.killAll();
    await bank.close();
    await database.drop();
  }, 60_000);

  it.each(POINTS)(
    '%s (%s): whoever repeats it gets the result of what was done once',
    async (dieAt, _, isCommitted) => {
      const [key, account] = [randomUUID(), randomUUID()];
      const orders: TellerOrders = { url: database.url, key, account, callers: 3, dieAt };
      const teller = Program.run(TELLER, [JSON.stringify(orders)], TYPESCRIPT);
      expect([await teller.exit(PATIENCE), teller.output]).toEqual(['SIGKILL', '']);
      expect(await bank.amounts(account)).toEqual(isCommitted ? [5] : []);
      bank.desk.done.length = 0;
      const results = [await bank.bus.execute(new PayIn(account, 5, key)), await bank.bus.execute(new PayIn(account, 5, key))];
      expect(results[0]!.token).toBe(results[1]!.token);
      expect(bank.desk.done).toEqual(isCommitted ? [] : ['pay 5']);
      expect(await bank.amounts(account)).toEqual([5]);
      // The key belongs to what it was first used for, whoever died meanwhile.
      await expect(bank.bus.execute(new PayIn(account, 6, key))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_CONFLICT' });
    },
    240_000,
  );

  it('as two processes with 64 callers race for one key, one of them at the moment of its commit: it is done once', async () => {
    const [key, account] = [randomUUID(), randomUUID()];
    const orders: TellerOrders = { url: database.url, key, account, callers: 32 };
    const doomed = Program.run(TELLER, [JSON.stringify({ ...orders, dieAt: 'before-commit' })], TYPESCRIPT);
    const others = [1, 2].map(() => Program.run(TELLER, [JSON.stringify(orders)], TYPESCRIPT));
    expect(await Promise.all(others.map((program) => program.exit(PATIENCE)))).toEqual([0, 0]);
    const paid = others.flatMap(({ output }) => [...output.matchAll(/^paid (.*)$/gm)].map(([, place]) => place));
    expect([paid.length, new Set(paid).size]).toEqual([64, 1]);
    const asked = others.map(({ output }) => Number(/asked the handler (\d+) times/.exec(output)![1]));
    expect(asked.toSorted((one, other) => one - other)).toEqual([0, 1]);
    expect(await bank.amounts(account)).toEqual([5]);
    await doomed.exit(PATIENCE);
  }, 360_000);
});
