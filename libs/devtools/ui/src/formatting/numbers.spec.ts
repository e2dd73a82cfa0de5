import { count } from './count.js';
import { size } from './size.js';

describe('numbers for people', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_234, '1.2 kB'],
    [123_456, '123 kB'],
    [10_000_000, '10.0 MB'],
  ])('%i bytes are %s', (bytes, text) => expect(size(bytes)).toBe(text));

  it('say how sure they are', () => {
    const said = (['exact', 'at-least', 'estimate'] as const).map((kind) => count({ count: 10_000, kind }));
    expect(said).toEqual(['10,000', '10,000+', 'about 10,000']);
  });
});
