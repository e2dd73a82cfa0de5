import { join } from 'node:path';
import { eventually, startOwnPostgres } from '@ledgerline/local-servers/testing';
import { Program } from '../../servers/program.js';
import { TYPESCRIPT } from '../typescript-program.js';
import type { Part } from './programs/fault-events.js';
import { openStore } from './programs/open-store.js';

const ROUNDS = 6;
const APPENDER = join(__dirname, 'programs', 'appender.ts');

describe('E1, E2 killed while appending', () => {
  let server: Awaited<ReturnType<typeof startOwnPostgres>>;

  beforeAll(async () => {
    server = await startOwnPostgres();
  }, 60_000);
  afterAll(async () => {
    await Program.killAll();
    await server.stop();
  }, 60_000);

  it(`every append is whole or absent, and every acknowledged one is there, over ${ROUNDS} kills of appenders and of PostgreSQL`, async () => {
    const url = await server.ensureDatabase('killed');
    const outputs: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const appenders = [1, 2].map(() => Program.run(APPENDER, [url], TYPESCRIPT));
      const acknowledged = () => acks(appenders.map(({ output }) => output).join('\n')).length;
      const before = 50 + Math.floor(Math.random() * 200);
      await eventually(() => acknowledged() >= before, { timeout: 60_000, until: `${before} appends are acknowledged` });
      if (round % 2) {
        await server.kill();
        await server.restart();
        const soFar = acknowledged();
        await eventually(() => acknowledged() > soFar + 20, { timeout: 60_000, until: 'the appenders go on after the restart' });
      }
      for (const appender of appenders) appender.signal('SIGKILL');
      await Promise.all(appenders.map((appender) => appender.exit()));
      outputs.push(...appenders.map(({ output }) => output));
    }

    const stored = await storedAppends(url);
    for (const [append, numbers] of stored)
      expect({ append, numbers: numbers.toSorted((a, b) => a - b) }).toEqual({
        append,
        numbers: numbers.map((_, index) => index),
      });
    for (const [append, numbers] of stored)
      expect({ append, count: numbers.length }).toEqual({ append, count: totals.get(append) });
    const missing = acks(outputs.join('\n')).filter(([append]) => !stored.has(append));
    expect(missing).toEqual([]);
    expect(acks(outputs.join('\n')).length).toBeGreaterThan(ROUNDS * 50);
  }, 240_000);

  const totals = new Map<string, number>();

  /** The numbers of the stored events of each append. */
  async function storedAppends(url: string): Promise<Map<string, number[]>> {
    const node = await openStore(url);
    const appends = new Map<string, number[]>();
    const versions = new Map<string, number>();
    for await (const { event, stream, version } of node.store.readAll()) {
      const { append, number, total } = event as Part;
      totals.set(append, total);
      appends.set(append, [...(appends.get(append) ?? []), number]);
      expect(version).toBe((versions.get(stream) ?? 0) + 1);
      versions.set(stream, version);
    }
    await node.close();
    return appends;
  }
});

/** Ids and sizes of the appends that an appender said were acknowledged. */
function acks(output: string): [append: string, total: number][] {
  return [...output.matchAll(/^ack (\S+) (\d+) \d+$/gm)].map(([, append, total]) => [append!, Number(total)]);
}
