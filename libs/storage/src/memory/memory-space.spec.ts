import { holdMemorySpace } from './memory-space.js';

describe('memory spaces', () => {
  it('are shared by name while somebody holds them, and freed by the last', () => {
    const [one, two] = [holdMemorySpace('shared'), holdMemorySpace('shared')];
    expect(one.space).toBe(two.space);
    const part = one.space.part('events', () => ({}));
    expect(two.space.part('events', () => ({}))).toBe(part);
    one.release();
    one.release();
    expect(holdMemorySpace('shared').space).toBe(two.space);
    two.release();
    holdMemorySpace('shared').release();
    holdMemorySpace('shared').release();
  });

  it('without a name belong to whoever asks', () => {
    expect(holdMemorySpace('').space).not.toBe(holdMemorySpace('').space);
  });
});
