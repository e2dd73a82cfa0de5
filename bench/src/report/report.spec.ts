import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atLeast } from '../goals/verdict.js';
import { keepResults } from './keep-results.js';
import { plot } from './plot.js';
import type { RowResult } from './result.js';
import { table } from './table.js';

const ours = { name: 'Ledgerline', samples: [1000, 3000, 2000] };
const peer = { name: 'a <peer> & co', samples: [1000, 1000, 1000] };

function result(id: string, over: Partial<RowResult> = {}): RowResult {
  return {
    id,
    work: 'append 1 event',
    unit: 'events/s',
    digits: 0,
    doesNotMeasure: 'a network',
    isReduced: false,
    measuredAt: '2026-01-01T00:00:00.000Z',
    environment: { cores: 2, processor: 'any', memoryGigabytes: 8, node: 'v20', postgres: '18', fsync: 'on', syncTime: 100 },
    rounds: 3,
    sampleTime: 1000,
    series: [ours, peer],
    verdicts: [atLeast(1.5, ours, peer), atLeast(2.5, ours, peer)],
    ...over,
  };
}

describe('the table', () => {
  it('shows medians, ratios, each target with its verdict, and what is not measured', () => {
    const lines = table([result('A1')]).split('\n');
    expect(lines.find((line) => line.startsWith('    Ledgerline'))).toMatch(/2,000 +1,000 +3,000$/);
    expect(lines.find((line) => line.includes('a <peer>'))).toMatch(/1,000 +1,000 +1,000 +2\.00 ×$/);
    expect(lines.filter((line) => line.startsWith('    target')).map((line) => line.split('×').at(-1)!.trim())).toEqual([
      'met',
      'MISSED',
    ]);
    expect(lines.at(-1)).toBe('1 of 2 targets met.');
    expect(lines.join()).toContain('not measured: a network');
  });

  it('says when a row was run at a size that its targets are not meant for', () => {
    expect(table([result('G1', { size: 10, isReduced: true })])).toContain('MISSED, at a reduced size');
  });

  it('of nothing says so', () => {
    expect(table([])).toBe('No row was measured.');
  });
});

describe('the plot', () => {
  it('draws a bar for each contestant, in proportion, and names that are no markup', () => {
    const svg = plot([result('A1'), result('A2')]);
    expect([...svg.matchAll(/width="([\d.]+)" height="18"/g)].map(([, width]) => Number(width))).toEqual([360, 180, 360, 180]);
    expect(svg).toContain('a &lt;peer&gt; &amp; co');
    expect(svg).not.toContain('<peer>');
  });
});

describe('kept results', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'ledgerline-results-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('keep rows that were not measured this time, in the order of the table', async () => {
    const order = ['A1', 'A2', 'R1'];
    await keepResults(folder, 'latest', [result('R1'), result('A1', { work: 'old' })], order);
    const file = await keepResults(folder, 'latest', [result('A2'), result('A1', { work: 'new' })], order);
    const { rows } = JSON.parse(await readFile(file, 'utf8')) as { rows: RowResult[] };
    expect(rows.map(({ id, work }) => [id, work])).toEqual([
      ['A1', 'new'],
      ['A2', 'append 1 event'],
      ['R1', 'append 1 event'],
    ]);
    expect(await readFile(join(folder, 'latest.svg'), 'utf8')).toContain('A2');
  });
});
