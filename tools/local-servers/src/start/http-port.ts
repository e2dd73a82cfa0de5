import { createServer } from 'node:net';
import { InvalidPortException } from '../exceptions/invalid-port.exception.js';
import { PortTakenException } from '../exceptions/port-taken.exception.js';

const DEFAULT_PORT = 3000;
const LAST_PORT = 65_535;

/**
 * The port of the application, by `PORT`, or 3000.
 *
 * @throws InvalidPortException
 */
export function readHttpPort(value: string | undefined): number {
  if (value === undefined || value === '') return DEFAULT_PORT;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > LAST_PORT) throw new InvalidPortException(value);
  return port;
}

/** @throws PortTakenException when a server cannot listen there, on all addresses */
export function assertPortFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(new PortTakenException(port, error)));
    probe.listen(port, () => probe.close(() => resolve()));
  });
}
