import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DevtoolsRequest } from '../options/devtools-options.js';

/** One of the two pages. */
export type PageName = 'events' | 'sagas';

/** One request to the pages, free of the framework that it came through. */
export interface Exchange {
  readonly page: PageName;
  readonly method: string;
  /** Behind the page's own path: empty, `/`, `/assets/…`, `/api/v1/…`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** The body as the framework has parsed it; undefined when it did not. */
  readonly body: unknown;
  /** The framework's request and response, for guards and `authorize`. */
  readonly request: DevtoolsRequest;
  readonly response: unknown;
  readonly rawRequest: IncomingMessage;
  readonly rawResponse: ServerResponse;
}
