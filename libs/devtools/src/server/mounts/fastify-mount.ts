import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PageName } from '../http/exchange.js';
import type { DevtoolsRequest } from '../options/devtools-options.js';
import type { PagePaths } from '../page/page-html.js';
import { addressOf } from './address.js';
import type { Handler } from './mount.js';

/** What is needed of a Fastify instance. */
interface Fastify {
  route(options: {
    readonly method: readonly string[];
    readonly url: string;
    readonly logLevel: string;
    readonly handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
  }): void;
}

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly body: unknown;
}

interface FastifyReply {
  readonly raw: ServerResponse;
  hijack(): void;
  getHeaders(): Readonly<Record<string, number | string | string[] | undefined>>;
}

export function mountOnFastify(fastify: Fastify, paths: PagePaths, handler: Handler): void {
  for (const page of Object.keys(paths) as PageName[]) {
    const base = paths[page];
    const handle = (request: FastifyRequest, reply: FastifyReply) => answer(page, base, request, reply, handler);
    fastify.route({ method: ['GET', 'HEAD'], url: base, logLevel: 'silent', handler: handle });
    fastify.route({ method: ['GET', 'HEAD', 'POST'], url: `${base}/*`, logLevel: 'silent', handler: handle });
  }
}

/** The response is written on Node's own, as on Express; what plugins have put on the reply until now is kept. */
async function answer(
  page: PageName,
  base: string,
  request: FastifyRequest,
  reply: FastifyReply,
  handler: Handler,
): Promise<unknown> {
  const { raw } = request;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
  reply.hijack();
  await handler({
    page,
    method: raw.method ?? 'GET',
    ...addressOf((raw as { originalUrl?: string }).originalUrl ?? raw.url ?? base, base),
    headers: raw.headers,
    body: request.body,
    request: request as unknown as DevtoolsRequest,
    response: reply,
    rawRequest: raw,
    rawResponse: reply.raw,
  });
  return reply;
}
