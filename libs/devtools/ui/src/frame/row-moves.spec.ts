import { rowFrom } from './row-moves.js';

describe('going through rows by keys', () => {
  it.each([
    [-1, 1, 5, 0],
    [-1, -1, 5, 4],
    [0, 1, 5, 1],
    [4, 1, 5, 4],
    [0, -1, 5, 0],
    [-1, 1, 0, 0],
  ] as const)('from %i by %i of %i rows to %i', (current, step, rows, next) => expect(rowFrom(current, step, rows)).toBe(next));
});
