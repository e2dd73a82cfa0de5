import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PageName } from '../http/exchange.js';
import type { DevtoolsRequest } from '../options/devtools-options.js';
import type { PagePaths } from '../page/page-html.js';
import { addressOf } from './address.js';
import type { Handler } from './mount.js';

/** What is needed of an Express application. */
interface Express {
  use(path: string, handler: (request: ExpressRequest, response: ServerResponse) => void): void;
}

type ExpressRequest = IncomingMessage & { readonly originalUrl: string; readonly body?: unknown };

export function mountOnExpress(express: Express, paths: PagePaths, handler: Handler): void {
  for (const page of Object.keys(paths) as PageName[]) {
    express.use(paths[page], (request, response) => {
      void handler({
        page,
        method: request.method ?? 'GET',
        ...addressOf(request.originalUrl, paths[page]),
        headers: request.headers,
        body: request.body,
        request: request as unknown as DevtoolsRequest,
        response,
        rawRequest: request,
        rawResponse: response,
      });
    });
  }
}
