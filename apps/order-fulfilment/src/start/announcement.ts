/** Where an application's pages are. */
export interface Place {
  readonly name: string;
  readonly path: string;
}

/** Pages that are there in development alone. */
const PAGES: readonly Place[] = [
  { name: 'Event browser', path: '/events' },
  { name: 'Saga dashboard', path: '/sagas' },
];

const PLACES: readonly Place[] = [
  { name: 'API (Swagger)', path: '/api' },
  { name: 'Health', path: '/health' },
  { name: 'Metrics', path: '/metrics' },
];

/** What a developer reads first: where everything is, and a request to paste. */
export function announcement(url: string, isProduction = process.env['NODE_ENV'] === 'production'): string {
  const order = { customerId: 'customer-1', items: [{ sku: 'BOOK', quantity: 2, price: 12.5 }] };
  const places = [...(isProduction ? [] : PAGES), ...PLACES];
  const width = Math.max(...places.map(({ name }) => name.length));
  return [
    '',
    'The order fulfilment application is ready.',
    '',
    ...places.map(({ name, path }) => `  ${name.padEnd(width)}  ${url}${path}`),
    '',
    '  Create an order:',
    `  curl -X POST ${url}/orders -H 'content-type: application/json' -d '${JSON.stringify(order)}'`,
    '',
  ].join('\n');
}
