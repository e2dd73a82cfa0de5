import * as fc from 'fast-check';
import { parseIdempotencyKey } from './idempotency-key-header.js';

describe('the Idempotency-Key header', () => {
  it.each([
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['  "with spaces, and a comma"  ', 'with spaces, and a comma'],
    ['"a \\"quoted\\" \\\\ key"', 'a "quoted" \\ key'],
    ['"key"; v=1', 'key'],
    ['clients/7:order=12', 'clients/7:order=12'],
  ])('%s is the key %s', (header, key) => {
    expect(parseIdempotencyKey(header)).toBe(key);
  });

  it('may be missing', () => {
    expect(parseIdempotencyKey(undefined)).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['an empty text', '""'],
    ['a text that does not end', '"abc'],
    ['two', '"abc", "def"'],
    ['two words', 'abc def'],
    ['two bare ones', 'abc, def'],
    ['a text with letters that are not ASCII', '"schlüssel"'],
    ['an escape that there is not', '"a\\b"'],
    ['too long', `"${'x'.repeat(256)}"`],
    ['a list', ['abc', 'def']],
  ])('that is %s is refused', (_, header) => {
    expect(() => parseIdempotencyKey(header)).toThrow(expect.objectContaining({ code: 'INVALID_IDEMPOTENCY_KEY' }));
  });

  it('gives back every key that can be one, from its quoted form', () => {
    const printable = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 255,
    });
    fc.assert(
      fc.property(printable, (key) => {
        expect(parseIdempotencyKey(`"${key.replace(/["\\]/g, '\\$&')}"`)).toBe(key);
      }),
    );
  });

  it('is a key or a clear refusal, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        try {
          expect(parseIdempotencyKey(header)).toMatch(/^[\x20-\x7e]{1,255}$/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_IDEMPOTENCY_KEY' });
        }
      }),
    );
  });
});
