import { join } from 'node:path';
import { freshDatabase, type FreshDatabase } from '@ledgerline/local-servers/testing';
import { Program } from '../../servers/program.js';
import { TYPESCRIPT } from '../typescript-program.js';
import { openStore } from './programs/open-store.js';

const RACERS = 64;
const ROUNDS = 20;
const RACER = join(__dirname, 'programs', 'racer.ts');

describe('E3 racers in two processes', () => {
  let database: FreshDatabase;

  beforeAll(async () => {
    database = await freshDatabase('postgres');
  }, 60_000);
  afterAll(async () => {
    await Program.killAll();
    await database.drop();
  }, 60_000);

  it(`of ${RACERS} appends with the same expected version exactly one succeeds, ${ROUNDS} times in a row`, async () => {
    const node = await openStore(database.url);
    await node.backend.ready();
    const programs = [1, 2].map(() => Program.run(RACER, [database.url, String(RACERS / 2), String(ROUNDS)], TYPESCRIPT));
    expect(await Promise.all(programs.map((program) => program.exit()))).toEqual([0, 0]);
    const results = programs.flatMap(({ output }) => [
      ...output.matchAll(/^round (\d+): (\d+) won, (\d+) conflicts, (\d+) others$/gm),
    ]);
    for (let round = 0; round < ROUNDS; round++) {
      const ofRound = results.filter(([, number]) => Number(number) === round);
      const sum = (column: number) => ofRound.reduce((total, match) => total + Number(match[column]), 0);
      expect({ round, won: sum(2), conflicts: sum(3), others: sum(4) }).toEqual({
        round,
        won: 1,
        conflicts: RACERS - 1,
        others: 0,
      });
    }
    const versions: number[] = [];
    for await (const { version } of node.store.readStream('raced-1')) versions.push(version);
    expect(versions).toEqual(Array.from({ length: ROUNDS }, (_, index) => index + 1));
    await node.close();
  }, 120_000);
});
