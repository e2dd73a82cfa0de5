/**
 * The streams that one handler works on: in each the next event waits for the one before, different ones do not wait for each other.
 */
export class Lanes {
  readonly #tails = new Map<unknown, Promise<void>>();

  /**
   * Runs `work` when what is before it in its lane has ended; at once, if there is nothing.
   *
   * @param work must not reject or throw; `undefined` = it has ended already
   */
  run(lane: unknown, work: () => Promise<void> | undefined): Promise<void> | undefined {
    const before = this.#tails.get(lane);
    const ended = before ? before.then(work) : work();
    if (!ended) return undefined;
    this.#tails.set(lane, ended);
    // oxlint-disable-next-line typescript/no-floating-promises -- it does not reject, as `work` does not
    ended.then(() => {
      if (this.#tails.get(lane) === ended) this.#tails.delete(lane);
    });
    return ended;
  }
}
