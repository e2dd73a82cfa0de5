/**
 * Thrown by a step to say: nothing was done, and trying again will not help. The saga's earlier steps are compensated at once.
 *
 * @example
 * ```ts
 * throw new NonRetryableError('The card was declined', { cause: error });
 * ```
 */
export class NonRetryableError extends Error {
  constructor(message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
