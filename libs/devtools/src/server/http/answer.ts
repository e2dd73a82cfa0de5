import type { ServerResponse } from 'node:http';

/** An answer with all of its body. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/**
 * What the pages may do in a browser: load their own files, ask their own API, and nothing else; no inline script or style, no frame
 * around them. It takes the place of the application's own policy, which may forbid what they need (`upgrade-insecure-requests` over HTTP).
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

const NOT_STORED = 'no-store';

/** A JSON answer. `<` is escaped, so that it is harmless also where somebody takes it for HTML. */
export function json(body: unknown, status = 200): Answer {
  const text = JSON.stringify(body).replaceAll('<', '\\u003c');
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': NOT_STORED }, body: text };
}

/** A file to save. */
export function download(fileName: string, body: string): Answer {
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${fileName.replace(/[^\w.-]/g, '_')}"`,
    'cache-control': NOT_STORED,
  };
  return { status: 200, headers, body };
}

/** Sends an answer; a HEAD request gets its headers alone. */
export function send(response: ServerResponse, { status, headers, body }: Answer, isHead: boolean): void {
  if (response.headersSent || response.destroyed) return;
  for (const [name, value] of Object.entries({ ...SECURITY_HEADERS, ...headers })) response.setHeader(name, value);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.writeHead(status);
  response.end(isHead ? undefined : body);
}
