import { inLine, kindOf, pathText, summaryOf, wrapped } from './json-shape.js';

describe('the shape of JSON', () => {
  it('says what a closed value holds', () => {
    expect([summaryOf([1, 2, 3]), summaryOf({ a: 1, b: 2 }), summaryOf({ a: 1, b: 2, c: 3, d: 4, e: 5 })]).toEqual([
      '[3]',
      '{ a, b }',
      '{ a, b, c, d, … }',
    ]);
  });

  it('opens only what holds something', () => {
    expect([{}, [], null, 'text', 7, [0], { a: null }].map((value) => wrapped(value))).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('knows kinds', () => {
    expect([null, true, 1, '', [], {}].map((value) => kindOf(value))).toEqual([
      'null',
      'boolean',
      'number',
      'string',
      'list',
      'record',
    ]);
  });

  it('writes places and short lines', () => {
    expect([pathText(['items', 0, 'sku']), pathText([]), pathText([2])]).toEqual(['items[0].sku', '(all of it)', '[2]']);
    expect([inLine(undefined), inLine('x'.repeat(100), 10)]).toEqual(['—', '"xxxxxxxx…']);
  });
});
