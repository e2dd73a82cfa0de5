/** Looks on while events are handled. */
export class Watch {
  readonly #running: Promise<void>[] = [];
  readonly #errors: unknown[] = [];

  add(handler: Promise<void>): void {
    this.#running.push(handler);
  }

  readonly failed = (error: unknown): void => {
    this.#errors.push(error);
  };

  /**
   * Resolves when the events are on their way, and every handler has ended that was given them until then.
   *
   * @param published what the publisher answered
   * @throws the handlers' errors, when asked to
   */
  async ended(published: unknown, isRethrown: boolean): Promise<void> {
    await (Array.isArray(published) ? Promise.all(published) : published);
    while (this.#running.length > 0) await Promise.all(this.#running.splice(0));
    if (!isRethrown || this.#errors.length === 0) return;
    if (this.#errors.length === 1) throw this.#errors[0];
    throw new AggregateError(this.#errors, `${this.#errors.length} event handlers failed`);
  }
}
