import { uuidV5, uuidV7 } from './uuid.js';

describe('event ids', () => {
  it('version 7 is ordered by call, also within a millisecond and when the clock goes back', () => {
    const ids = [
      ...Array.from({ length: 10_000 }, () => uuidV7(1_700_000_000_000)),
      ...Array.from({ length: 10 }, () => uuidV7(1_600_000_000_000)),
      uuidV7(),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual([...ids].sort());
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('version 5 is the same for the same name', () => {
    expect(uuidV5('saga/1/step/0')).toBe(uuidV5('saga/1/step/0'));
    expect(uuidV5('saga/1/step/0')).not.toBe(uuidV5('saga/1/step/1'));
    expect(uuidV5('x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
