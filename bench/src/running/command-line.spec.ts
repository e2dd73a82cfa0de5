import { parseCommandLine } from './command-line.js';

describe('the command line', () => {
  it('without anything asks for every row, in full', () => {
    expect(parseCommandLine([])).toEqual({
      rows: [],
      isQuick: false,
      isCheck: false,
      isProfiling: false,
      rounds: 5,
      sampleTime: 3000,
      sizes: {},
      serverUrl: undefined,
    });
  });

  it('selects rows and sizes, in any case', () => {
    const options = parseCommandLine(['a1', 'G1', '--quick', '--size', 'g1=10000000', '--size', 'R2=5', '--seconds', '0.25']);
    expect(options).toMatchObject({
      rows: ['A1', 'G1'],
      isQuick: true,
      rounds: 2,
      sampleTime: 250,
      sizes: { G1: 10_000_000, R2: 5 },
    });
  });

  it.each([['--rounds', '0'], ['--seconds', 'x'], ['--size', 'G1'], ['--size', 'G1=-1'], ['--unknown']])(
    'refuses %s %s',
    (...args) => {
      expect(() => parseCommandLine(args)).toThrow();
    },
  );
});
