import { Agent, request } from 'node:http';

/** What came back for a request. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** One JSON request; rejects when the connection fails or nothing comes back within the limit. */
export function sendJson(
  url: string,
  { method = 'GET', body, agent, timeout = 60_000 }: { method?: string; body?: object; agent?: Agent; timeout?: number } = {},
): Promise<HttpAnswer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, timeout, headers: { 'content-type': 'application/json' } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode!, body: answer.startsWith('{') ? (JSON.parse(answer) as HttpAnswer['body']) : {} });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${timeout} ms`)));
    sent.on('error', reject);
    sent.end(text);
  });
}

/** Clients that create orders without a pause, over connections that they keep, and remember what they were told. */
export class OrderLoad {
  /** Ids of orders whose creation was acknowledged. */
  readonly created: string[] = [];
  /** Answers that were not 201. */
  readonly refused: HttpAnswer[] = [];
  /** Requests that got no answer at all. */
  readonly broken: Error[] = [];
  #isRunning = true;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #clients: Promise<void>[];

  constructor(
    private readonly url: string,
    clients: number,
    private readonly pause = 0,
  ) {
    this.#clients = Array.from({ length: clients }, () => this.#run());
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    await Promise.all(this.#clients);
    this.#agent.destroy();
  }

  async #run(): Promise<void> {
    const order = { customerId: 'anna', items: [{ sku: 'BOOK', quantity: 1, price: 10 }], address: '1 Main Street' };
    while (this.#isRunning) {
      try {
        const answer = await sendJson(`${this.url}/orders`, { method: 'POST', body: order, agent: this.#agent });
        if (answer.status === 201) this.created.push(answer.body['orderId'] as string);
        else this.refused.push(answer);
        if (answer.status !== 201 || this.pause > 0) await rest(Math.max(this.pause, 20));
      } catch (error) {
        this.broken.push(error as Error);
        await rest(20);
      }
    }
  }
}

function rest(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration));
}
