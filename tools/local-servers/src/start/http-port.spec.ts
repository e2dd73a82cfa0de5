import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { assertPortFree, readHttpPort } from './http-port.js';

describe('The port of the application', () => {
  it.each([
    [undefined, 3000],
    ['', 3000],
    ['0', 0],
    ['8080', 8080],
    ['65535', 65_535],
  ])('is, by PORT=%s, %d', (value, port) => expect(readHttpPort(value)).toBe(port));

  it.each(['80a', '-1', '1.5', '65536', ' 80', '0x50'])('is refused as PORT=%s', (value) =>
    expect(() => readHttpPort(value)).toThrow(expect.objectContaining({ code: 'INVALID_PORT' })),
  );

  it.each(['::', '0.0.0.0', '127.0.0.1'])('is taken when somebody listens at %s, and free when not', async (host) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, host, resolve));
    const { port } = other.address() as AddressInfo;
    await expect(assertPortFree(port)).rejects.toMatchObject({ code: 'PORT_TAKEN', port });
    await new Promise((resolve) => other.close(resolve));
    await expect(assertPortFree(port)).resolves.toBeUndefined();
  });
});
