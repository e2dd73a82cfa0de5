import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { HttpServer, Logger } from '@nestjs/common';
import type { ResolvedDevtoolsOptions } from './options/resolve-devtools-options.js';
import type { PagePaths } from './page/page-html.js';

/** Logs where the pages are, as addresses to click, once the server listens. */
export function announceWhenListening(
  adapter: HttpServer,
  paths: PagePaths,
  { isReadOnly }: ResolvedDevtoolsOptions,
  logger: Logger,
): void {
  const server = adapter.getHttpServer() as (Server & { readonly listening: boolean }) | undefined;
  server?.once('listening', () => {
    const base = addressOf(server);
    const note = isReadOnly ? ' (read-only)' : '';
    logger.log(`Event browser:  ${base}${paths.events}${note}`);
    logger.log(`Saga dashboard: ${base}${paths.sagas}${note}`);
  });
}

function addressOf(server: Server): string {
  const address = server.address();
  if (typeof address !== 'object' || address === null) return '';
  const protocol = server instanceof TlsServer ? 'https' : 'http';
  return `${protocol}://${hostOf(address)}:${address.port}`;
}

/** Every address and the loopback ones are `localhost` to the person who reads the log. */
function hostOf({ address, family }: AddressInfo): string {
  if (['::', '0.0.0.0', '::1', '127.0.0.1'].includes(address)) return 'localhost';
  return family === 'IPv6' ? `[${address}]` : address;
}
