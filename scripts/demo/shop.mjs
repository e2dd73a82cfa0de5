/** The sample application over HTTP. An answer that tells of a failure is one of the outcomes, no error; one that tells of nothing is. */
export class Shop {
  #url;

  /** @param {string} url where the application listens */
  constructor(url) {
    this.#url = url.replace(/\/$/, '');
  }

  create(order) {
    return this.#send('POST', '/orders', order);
  }

  fulfil(orderId, request) {
    return this.#send('POST', `/orders/${orderId}/fulfill`, request);
  }

  ship(orderId, trackingNumber) {
    return this.#send('POST', `/orders/${orderId}/ship`, { trackingNumber });
  }

  cancel(orderId, reason) {
    return this.#send('POST', `/orders/${orderId}/cancel`, { reason });
  }

  snapshot(orderId) {
    return this.#send('POST', `/orders/${orderId}/snapshot`);
  }

  look(orderId) {
    return this.#send('GET', `/orders/${orderId}`);
  }

  async isThere() {
    return fetch(`${this.#url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  async #send(method, path, body) {
    const response = await fetch(this.#url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json().catch(() => ({})) };
  }
}
