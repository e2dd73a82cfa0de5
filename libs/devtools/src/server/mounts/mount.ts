import type { HttpServer } from '@nestjs/common';
import type { Exchange } from '../http/exchange.js';
import type { PagePaths } from '../page/page-html.js';
import { mountOnExpress } from './express-mount.js';
import { mountOnFastify } from './fastify-mount.js';

/** Takes every request below the pages' paths; never rejects. */
export type Handler = (exchange: Exchange) => Promise<void>;

/**
 * Puts the pages on the application's server, beside its own routes rather than among them: its interceptors, pipes and filters do not
 * touch them, and Swagger, request logs by interceptors and per-route metrics do not see them.
 */
export function mount(adapter: HttpServer, paths: PagePaths, handler: Handler): void {
  if (adapter.getType() === 'fastify') mountOnFastify(adapter.getInstance(), paths, handler);
  else mountOnExpress(adapter.getInstance(), paths, handler);
}
