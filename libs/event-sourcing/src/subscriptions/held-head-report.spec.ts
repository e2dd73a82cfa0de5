import { Logger } from '@nestjs/common';
import { systemClock } from '@ledgerline/storage';
import { HeldHeadReport } from './held-head-report.js';

describe('A head of the log that is held back', () => {
  let now = 0;
  let said: string[];
  let report: HeldHeadReport;
  const held = (pid: number) => report.note({ position: 5, last: 12, heldBack: { pid, since: new Date() } });

  beforeEach(() => {
    now = 0;
    said = [];
    report = new HeldHeadReport({ ...systemClock, monotonic: () => now });
    for (const level of ['warn', 'log'] as const)
      jest.spyOn(Logger.prototype, level).mockImplementation((...given: unknown[]) => void said.push(String(given[0])));
  });
  afterEach(() => jest.restoreAllMocks());

  it('for moments is nothing to tell of', () => {
    for (now = 0; now < 9_000; now += 50) held(7);
    report.note({ position: 12, last: 12 });
    for (; now < 18_000; now += 50) held(7);
    for (; now < 27_000; now += 50) held(8);
    expect(said).toEqual([]);
  });

  it('for long is told of with the session and the age, once a minute, and so is its release', () => {
    for (now = 0; now < 65_000; now += 50) held(4711);
    expect(said).toEqual([expect.stringMatching(/has not advanced for 10 s: the database session 4711 .* 7 positions/)]);
    for (; now < 80_000; now += 50) held(4711);
    expect(said).toHaveLength(2);
    report.note({ position: 12, last: 12 });
    expect(said.at(-1)).toBe('The head of the log advances again.');
  });
});
