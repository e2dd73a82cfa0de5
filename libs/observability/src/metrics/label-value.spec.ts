import { labelFrom } from './label-value.js';

it('The value of a label is a registered name, or one for all others', () => {
  const label = labelFrom((name) => name === 'order');
  const values = new Set(Array.from({ length: 1_000 }, (_, index) => label(`order${index}`)));
  expect([...values, label('order'), label('')]).toEqual(['other', 'order', 'other']);
});
