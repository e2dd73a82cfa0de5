import type { SagaResult } from './saga-result.js';

/** A saga that was started. */
export class SagaHandle<C = unknown> {
  /** @internal */
  constructor(
    readonly id: string,
    private readonly wait: (timeout: number | undefined) => Promise<SagaResult<C>>,
  ) {}

  /**
   * Resolves when the saga has come to its end, wherever it runs.
   *
   * @throws SagaTimeoutException (504) after `timeout` milliseconds; the saga goes on
   * @throws SagaNotFoundException (404) when it is pruned, or its starting transaction was not committed for 5 seconds
   */
  result(options: { readonly timeout?: number } = {}): Promise<SagaResult<C>> {
    return this.wait(options.timeout);
  }
}
