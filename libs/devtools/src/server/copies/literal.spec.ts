import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import type { Json } from '../../api/json.js';
import { fileNameOf, literal, quoted } from './literal.js';

/** What the text means as code. */
const meaning = (text: string): unknown => runInNewContext(`(${text})`, Object.create(null) as object) as unknown;

describe('values as code', () => {
  it('mean what they were', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json;
        fc.pre(!JSON.stringify(json).includes('__proto__'));
        // Objects of another context have another prototype, so the JSON is compared.
        expect(JSON.parse(JSON.stringify(meaning(literal(json, '    '))))).toEqual(json);
      }),
      { seed: 20261127 },
    );
  });

  it('O7 texts stay texts, whatever is in them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => expect(meaning(quoted(text))).toBe(text)),
      { seed: 20261127 },
    );
    for (const hostile of ["'); process.exit(1); ('", '\\', '`${1}`', '\u2028', '"'])
      expect([meaning(quoted(hostile)), meaning(literal(hostile))]).toEqual([hostile, hostile]);
  });

  it('name files as the house does', () => {
    expect(fileNameOf('OrderFulfilment')).toBe('order-fulfilment');
    expect(fileNameOf('../../etc/passwd')).toBe('..-..-etc-passwd');
  });
});
