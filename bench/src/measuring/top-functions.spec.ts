import type { Profiler } from 'node:inspector/promises';
import { busyShare, topFunctions } from './top-functions.js';

const node = (id: number, functionName: string, url = 'file:///a.js', lineNumber = id): Profiler.ProfileNode => ({
  id,
  callFrame: { functionName, url, lineNumber, columnNumber: 0, scriptId: '1' },
});
const profile: Profiler.Profile = {
  startTime: 0,
  endTime: 100,
  nodes: [node(1, '(root)', ''), node(2, '(idle)', ''), node(3, 'parse'), node(4, 'write'), node(5, 'parse', 'file:///a.js', 3)],
  samples: [2, 3, 4, 5, 2],
  timeDeltas: [30, 10, 15, 15, 30],
};

describe('topFunctions', () => {
  it('adds up the places of a function in the tree, without the time in which nothing ran', () => {
    expect(topFunctions(profile, 2)).toEqual([
      { name: 'parse', url: 'file:///a.js', line: 4, share: 25 / 40 },
      { name: 'write', url: 'file:///a.js', line: 5, share: 15 / 40 },
    ]);
    expect(topFunctions(profile, 1)).toHaveLength(1);
  });
});

describe('busyShare', () => {
  it('is the part of the time in which something ran', () => {
    expect(busyShare(profile)).toBeCloseTo(0.4);
  });
});
