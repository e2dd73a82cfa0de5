import { availableDatabases, eventually } from '@ledgerline/local-servers/testing';
import type { Program } from '../../../servers/program.js';
import { foldOf, modelIn } from './ledger-fold.js';
import { LedgerReader } from './ledger-reader.js';
import { LedgerScene } from './ledger-scene.js';
import { LedgerWriter, write } from './ledger-writer.js';

jest.setTimeout(900_000);

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
/** Events before the first rebuild; more come all the while. */
const EVENTS = 400;
const RELEASES = 2;
const KILLS = 3;
/** Longest life of a node that is killed, from the moment when it is ready, in milliseconds. */
const LONGEST_LIFE = 1_200;

/** A small generator with a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe.each(availableDatabases())(`P3 rebuilds on %s are killed at random moments under live writes, seed ${SEED}`, (kind) => {
  let scene: LedgerScene;

  beforeAll(async () => {
    scene = await LedgerScene.set(kind);
  });
  afterAll(() => scene.end());

  it('each ends equal to a clean fold of the log, and no reader ever sees half a model, two at once, or the past', async () => {
    const random = randomFrom(SEED);
    await write(scene.store, 0, EVENTS);
    let old: Program = scene.node(1);
    await eventually(async () => (await scene.position()) >= EVENTS, { timeout: 240_000, until: 'the first model is made' });
    const readers = [1, 2].map(() => scene.pursue(new LedgerReader(scene.dataSource)));
    const writer = scene.pursue(new LedgerWriter(scene.store, 100));
    let kills = 0;
    for (let release = 2; release <= RELEASES + 1; release++) {
      while (kills < KILLS * (release - 1)) {
        const node = scene.node(release);
        await scene.isReady(node);
        await new Promise((resolve) => setTimeout(resolve, random() * LONGEST_LIFE));
        node.signal('SIGKILL');
        await node.exit();
        kills++;
      }
      const node = scene.node(release);
      await scene.becomesServed(release, node);
      old.signal('SIGKILL');
      old = node;
    }
    await writer.stop();
    const last = RELEASES + 1;
    const expected = await foldOf(scene.store, last);
    await eventually(async () => expect(await modelIn(scene.dataSource)).toEqual(expected), { timeout: 60_000 });
    for (const reader of readers) await reader.stop();
    expect(readers.flatMap(({ complaints }) => complaints)).toEqual([]);
    expect(Math.min(...readers.map(({ looks }) => looks))).toBeGreaterThan(50);
    const entries = await scene.dataSource.query<{ count: unknown }[]>('SELECT count(*) AS count FROM ledger_entry');
    expect(Number(entries[0]!.count)).toBe(expected.reduce((sum, account) => sum + account.entries, 0));
  });
});
