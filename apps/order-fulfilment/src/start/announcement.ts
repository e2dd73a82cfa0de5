/** Where an application's pages are. */
export interface Place {
  readonly name: string;
  readonly path: string;
}

const PLACES: readonly Place[] = [
  { name: 'API (Swagger)', path: '/api' },
  { name: 'Health', path: '/health' },
  { name: 'Metrics', path: '/metrics' },
];

/** What a developer reads first: where everything is, and a request to paste. */
export function announcement(url: string): string {
  const order = { customerId: 'customer-1', items: [{ sku: 'BOOK', quantity: 2, price: 12.5 }] };
  const width = Math.max(...PLACES.map(({ name }) => name.length));
  return [
    '',
    'The order fulfilment application is ready.',
    '',
    ...PLACES.map(({ name, path }) => `  ${name.padEnd(width)}  ${url}${path}`),
    '',
    '  Create an order:',
    `  curl -X POST ${url}/orders -H 'content-type: application/json' -d '${JSON.stringify(order)}'`,
    '',
  ].join('\n');
}
