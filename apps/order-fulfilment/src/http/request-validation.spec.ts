import type { ArgumentMetadata } from '@nestjs/common';
import { CreateOrderBody } from '../orders/requests/create-order.body.js';
import { ListOrdersParams } from '../orders/requests/list-orders.params.js';
import { requestValidation } from './request-validation.js';
import type { ValidationFailedException } from './validation-failed.exception.js';

const body: ArgumentMetadata = { type: 'body', metatype: CreateOrderBody };
const query: ArgumentMetadata = { type: 'query', metatype: ListOrdersParams };
const good = { customerId: 'anna', items: [{ sku: 'BOOK', quantity: 1, price: 0 }] };

async function fieldsRefused(value: unknown, metadata = body): Promise<string[]> {
  const error = await requestValidation.transform(value, metadata).then(
    () => undefined,
    (reason: unknown) => reason as ValidationFailedException,
  );
  expect(error).toMatchObject({ code: 'VALIDATION_FAILED', status: 400 });
  return error!.violations.map(({ field }) => field);
}

describe('A request', () => {
  it('that keeps the rules passes', async () => {
    await expect(requestValidation.transform(good, body)).resolves.toEqual(good);
    await expect(requestValidation.transform({ limit: '7' }, query)).resolves.toEqual({ limit: 7 });
    await expect(requestValidation.transform({}, query)).resolves.toEqual({ limit: 50 });
  });

  it('is told every field that breaks a rule, by its path', async () => {
    const items = [{ sku: '', quantity: 0.5, price: -1 }, good.items[0], { sku: 1, quantity: '1', price: Number.NaN }];
    expect(await fieldsRefused({ customerId: 7, items, address: '' })).toEqual([
      'customerId',
      'items.0.sku',
      'items.0.quantity',
      'items.0.price',
      'items.2.sku',
      'items.2.quantity',
      'items.2.price',
      'address',
    ]);
  });

  it.each([
    ['an unknown field', { ...good, isAdmin: true }, ['isAdmin']],
    ['an unknown field deep down', { ...good, items: [{ ...good.items[0], discount: 1 }] }, ['items.0.discount']],
    ['no items', { ...good, items: [] }, ['items']],
    ['items that are no list', { ...good, items: 'BOOK' }, ['items']],
    ['items that are no objects', { ...good, items: ['BOOK', null] }, ['items']],
    ['nothing', {}, ['customerId', 'items']],
    ['no body', undefined, ['customerId', 'items']],
  ])('with %s is refused', async (_what, value, fields) => {
    const refused = await fieldsRefused(value);
    expect([...new Set(refused.map((field) => (fields[0] === 'items' ? field.split('.')[0] : field)))]).toEqual(fields);
  });

  it.each([[[good]], [[]], ['text'], [7], [null]])('whose body is no object is refused: %j', async (value) => {
    expect((await fieldsRefused(value)).length).toBeGreaterThan(0);
  });

  it.each([
    { limit: '0' },
    { limit: '201' },
    { limit: 'many' },
    { limit: '1.5' },
    { status: 'lost' },
    { customerId: ['a', 'b'] },
    { page: '2' },
  ])('with a bad query is refused: %j', async (value) => expect(await fieldsRefused(value, query)).toEqual(Object.keys(value)));
});
