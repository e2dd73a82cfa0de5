import { assertOwnOrigin } from './action-origin.js';

const own = { 'x-ledgerline-action': '1', 'content-type': 'application/json', host: 'app.test:3000' };

describe('An action', () => {
  it.each([
    ['of the page, by what the browser says', { ...own, 'sec-fetch-site': 'same-origin', origin: 'https://behind.proxy' }],
    ['whose Origin is the address that was asked', { ...own, origin: 'http://app.test:3000' }],
    [
      'through a proxy that tells the address',
      { ...own, host: 'inner:3000', 'x-forwarded-host': 'app.example', origin: 'https://app.example' },
    ],
    ['with a character set', { ...own, 'content-type': 'application/json; charset=utf-8', origin: 'http://app.test:3000' }],
  ])('passes %s', (_who, headers) => {
    expect(() => assertOwnOrigin(headers)).not.toThrow();
  });

  it.each([
    ['without the header', { ...own, 'x-ledgerline-action': undefined, origin: 'http://app.test:3000' }],
    ['that a form can send', { ...own, 'content-type': 'text/plain', origin: 'http://app.test:3000' }],
    ['of another site', { ...own, 'sec-fetch-site': 'cross-site', origin: 'http://app.test:3000' }],
    ['of another port', { ...own, 'sec-fetch-site': 'same-site', origin: 'http://app.test:4000' }],
    ['of another origin', { ...own, origin: 'http://evil.test' }],
    ['of no origin', { ...own }],
    ['of an opaque origin', { ...own, origin: 'null' }],
    ['with an origin that is a prefix', { ...own, origin: 'http://app.test:3000.evil.test' }],
  ])('is refused %s', (_who, headers) => {
    expect(() => assertOwnOrigin(headers)).toThrow(expect.objectContaining({ code: 'DEVTOOLS_REFUSED', status: 403 }));
  });
});
