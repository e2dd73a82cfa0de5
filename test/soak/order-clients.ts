import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { sendJson, type HttpAnswer } from '../faults/operations/support/http-load.js';

/** What is known of an order: how many of its events were acknowledged, and whether its saga was. */
export interface KnownOrder {
  readonly id: string;
  acknowledged: number;
  isFulfilled: boolean;
}

/** Milliseconds between two requests of one client. */
const PAUSE = 60;

/**
 * Clients of the sample application at a steady rate: each creates orders, looks at them, ships every other one and has every fourth
 * fulfilled by a saga, and remembers what was acknowledged.
 */
export class OrderClients {
  readonly orders: KnownOrder[] = [];
  /** How often each status was answered; 0 stands for no answer. */
  readonly statuses = new Map<number, number>();
  /** Answers that a client should never get. */
  readonly unexpected: HttpAnswer[] = [];
  #isRunning = true;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #clients: Promise<void>[];

  constructor(
    private readonly url: string,
    clients: number,
  ) {
    this.#clients = Array.from({ length: clients }, () => this.#run());
  }

  get requests(): number {
    return [...this.statuses.values()].reduce((sum, count) => sum + count, 0);
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    await Promise.all(this.#clients);
    this.#agent.destroy();
  }

  async #run(): Promise<void> {
    let turn = 0;
    while (this.#isRunning) {
      await this.#order(turn++);
      await pause(PAUSE);
    }
  }

  async #order(turn: number): Promise<void> {
    const items = [{ sku: 'BOOK', quantity: 1, price: 10 }];
    const created = await this.#send('POST', '/orders', { customerId: `customer-${turn % 10}`, items, address: '1 Main Street' });
    if (created?.status !== 201) return;
    const order: KnownOrder = { id: created.body['orderId'] as string, acknowledged: 1, isFulfilled: false };
    this.orders.push(order);
    await pause(PAUSE);
    await this.#send('GET', `/orders/${order.id}`);
    await pause(PAUSE);
    if (turn % 4 === 1) {
      const fulfilment = { customerId: 'customer-1', items, total: 10, address: '1 Main Street' };
      const answer = await this.#send('POST', `/orders/${order.id}/fulfill`, fulfilment);
      order.isFulfilled = answer?.status === 200;
    } else if (turn % 2 === 0) {
      const answer = await this.#send('POST', `/orders/${order.id}/ship`, { trackingNumber: `T-${turn}` });
      if (answer?.status === 200) order.acknowledged += 1;
    }
  }

  async #send(method: string, path: string, body?: object): Promise<HttpAnswer | undefined> {
    let answer: HttpAnswer | undefined;
    try {
      answer = await sendJson(`${this.url}${path}`, { method, body, agent: this.#agent });
    } catch {
      // Counted below: the application must answer all the time.
    }
    const status = answer?.status ?? 0;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (answer && ![200, 201, 503].includes(status)) this.unexpected.push(answer);
    return answer;
  }
}
