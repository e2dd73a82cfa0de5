/** How many times each step ran: a contestant that leaves steps out would win. */
export class StepCount {
  steps = 0;

  /** What a step does: as little as an asynchronous function can. */
  async step(): Promise<void> {
    this.steps += 1;
  }

  /** @throws Error unless three steps ran for each saga, or more, since a step may run twice */
  assertAll(sagas: number): void {
    if (this.steps < 3 * sagas) throw new Error(`${this.steps} steps ran for ${sagas} sagas of three.`);
  }
}
