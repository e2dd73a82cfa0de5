import type { Agent } from 'supertest';

export const ITEMS = [
  { sku: 'BOOK', quantity: 2, price: 12.5 },
  { sku: 'PEN', quantity: 1, price: 3 },
];

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Creates an order; its id. */
export async function createOrder(http: Agent, customerId = 'anna'): Promise<string> {
  const { body } = await http.post('/orders').send({ customerId, items: ITEMS, address: '1 Main Street' }).expect(201);
  return (body as { orderId: string }).orderId;
}

/** A request for fulfilment that goes well, but for what is changed in it. */
export function fulfilment(changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    customerId: 'anna',
    items: [{ sku: 'BOOK', quantity: 2, price: 12.5 }],
    total: 25,
    address: '1 Main Street',
    ...changes,
  };
}

/** What the body of every error looks like. */
export function errorBody(statusCode: number, code: string): object {
  return { statusCode, code, message: expect.stringMatching(/\S+/) as string };
}
