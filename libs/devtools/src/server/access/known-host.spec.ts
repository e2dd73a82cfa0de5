import { isKnownHost } from './known-host.js';

describe('The host name of unprotected pages', () => {
  const allowed = new Set(['shop.dev']);

  it.each(['localhost:3000', '127.0.0.1', '[::1]:3000', '192.168.1.20:80', 'app.localhost', 'web:3000', 'SHOP.dev:8080'])(
    'may be %s',
    (host) => expect(isKnownHost(host, allowed)).toBe(true),
  );

  it.each(['evil.example:3000', 'shop.dev.evil.example', 'localhost.evil.example', '', undefined, 'a b'])(
    'may not be %s',
    (host) => expect(isKnownHost(host, allowed)).toBe(false),
  );
});
