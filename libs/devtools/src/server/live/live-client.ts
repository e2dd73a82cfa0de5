import type { LiveMessage } from '../../api/live.js';
import { SECURITY_HEADERS } from '../http/answer.js';
import type { Exchange } from '../http/exchange.js';

/** Bytes that may wait for a browser; one that takes no more is let go, and comes back where it was. */
const MOST_WAITING = 1_000_000;

/** One open page. */
export class LiveClient {
  readonly closed: Promise<void>;

  constructor(private readonly exchange: Exchange) {
    const { rawRequest, rawResponse } = exchange;
    this.closed = new Promise((resolve) => {
      rawRequest.once('close', resolve);
      rawResponse.once('close', resolve);
    });
    const headers = {
      ...SECURITY_HEADERS,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    };
    for (const [name, value] of Object.entries(headers)) rawResponse.setHeader(name, value);
    rawResponse.writeHead(200);
    rawResponse.write('retry: 2000\n\n');
  }

  /** @param place as far as here, for when the page comes back */
  send(message: LiveMessage, place?: string): void {
    const { rawResponse } = this.exchange;
    if (rawResponse.destroyed || rawResponse.writableEnded) return;
    if (rawResponse.writableLength > MOST_WAITING) {
      rawResponse.destroy();
      return;
    }
    const id = place === undefined ? '' : `id: ${place}\n`;
    rawResponse.write(`${id}event: ${message.kind}\ndata: ${JSON.stringify(message)}\n\n`);
  }

  end(): void {
    this.exchange.rawResponse.end();
  }
}
