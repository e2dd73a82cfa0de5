import { randomInt } from 'node:crypto';
import { availableDatabases, freshDatabase } from '@ledgerline/local-servers/testing';
import { Ledger } from './recovery-bench.js';
import { Torture } from './torture.js';

/** Faults of each run: a few with the other tests, many by `npm run test:torture`. */
const FAULTS = Number(process.env['TORTURE_FAULTS'] ?? 6);
/** One that never changes, and one that nobody has seen yet; or the one that is to be run again. */
const SEEDS = process.env['TORTURE_SEED'] ? [Number(process.env['TORTURE_SEED'])] : [20_261_127, randomInt(2 ** 31)];

const PATIENCE = 120_000 + FAULTS * 30_000;

describe.each(availableDatabases())(
  'S1 to S4, S8 three nodes under load, killed, paused, asked to leave, and their database killed, at random, on %s',
  (kind) => {
    it.each(SEEDS)(
      `seed %d: every saga comes to its end, in order and under one key a step (${FAULTS} faults)`,
      async (seed) => {
        const books = await freshDatabase('postgres');
        const ledger = new Ledger(books.url);
        await ledger.create();
        const torture = await Torture.begin(seed, kind, books.url);
        try {
          for (let fault = 0; fault < FAULTS; fault++) await torture.inflict();
          await torture.heal();
          const problems = await torture.problems(ledger);
          console.log(torture.summary());
          expect(problems).toEqual([]);
        } finally {
          await torture.end();
          await ledger.close();
          await books.drop();
        }
      },
      PATIENCE,
    );
  },
);
