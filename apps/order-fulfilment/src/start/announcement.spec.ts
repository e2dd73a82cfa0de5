import { announcement } from './announcement.js';

it('The announcement names the pages and a request to paste that the API takes', () => {
  const text = announcement('http://localhost:3000');
  for (const path of ['/events', '/sagas', '/api', '/health', '/metrics'])
    expect(text).toContain(`http://localhost:3000${path}\n`);
  const body = /curl -X POST http:\/\/localhost:3000\/orders .* -d '(.*)'/.exec(text)?.[1];
  expect(JSON.parse(body!)).toEqual({ customerId: 'customer-1', items: [{ sku: 'BOOK', quantity: 2, price: 12.5 }] });
  expect(announcement('http://localhost:3000', true)).not.toContain('/events');
});
