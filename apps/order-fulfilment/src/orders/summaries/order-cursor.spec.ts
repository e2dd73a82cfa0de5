import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './order-cursor.js';

describe('A cursor', () => {
  it('names the place that it was made of, whatever the id', () => {
    const place = fc.record({
      createdAt: fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true }),
      id: fc.string({ minLength: 1, unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(place, ({ createdAt, id }) => {
        const original = { createdAt: createdAt.toISOString(), id };
        expect(decodeCursor(encodeCursor(original))).toEqual(original);
      }),
    );
  });

  it.each(['', 'nonsense', 'AAAA', Buffer.from('2024-01-01T00:00:00.000Z/').toString('base64url')])(
    'that no list has answered is refused: %p',
    (cursor) => expect(() => decodeCursor(cursor)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', status: 400 })),
  );
});
