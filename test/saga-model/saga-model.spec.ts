import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { reference } from './reference.js';
import { runScript } from './run-script.js';
import { faultsOf, scripts, type Script } from './script.js';

const RUNS = Number(process.env['MODEL_RUNS'] ?? 200);
const SEED = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31);

async function check(script: Script): Promise<void> {
  const { keys, ...actual } = await runScript(script);
  expect([reference(script, true), reference(script, false)]).toContainEqual(actual);
  // Whoever makes a call and however often, its key is one.
  for (const [, used] of keys) expect(used.size).toBe(1);
}

describe('S1 to S4, S6 the engine on two nodes against a reference of the promises', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it.each([20_261_127, SEED])(
    `calls the same in the same order, and comes to the same end, whatever fails, dies or sleeps (${RUNS} sagas, seed %d)`,
    async (seed) => {
      let faults = 0;
      await fc.assert(
        fc.asyncProperty(scripts, async (script) => {
          faults += faultsOf(script);
          await check(script);
        }),
        { numRuns: RUNS, seed },
      );
      expect(faults).toBeGreaterThan(RUNS);
    },
    300_000,
  );
});
