import { Logger } from '@nestjs/common';
import { traced } from '@ledgerline/storage';
import type { SagaRow } from '../backends/saga-row.js';
import type { SagaDefinition } from '../definition/saga-definition.js';
import { sagaChannel, type SagaMessage } from '../diagnostics/channels.js';
import { hasResult } from '../results/saga-result.js';
import { haltedWrite } from './halted-write.js';
import { SagaRun } from './saga-run.js';
import type { SagaRunServices } from './saga-run-services.js';

/** A row whose owner is this node. */
export type OwnedRow = SagaRow & { readonly owner: string };

/** A saga on which so many nodes have died runs alone among its kind. */
const FEWEST_DEATHS_OF_A_SUSPECT = 2;

interface Entry {
  readonly run: SagaRun;
  readonly ended: Promise<void>;
}

/** The sagas that run on this node at the moment. */
export class RunningSagas {
  readonly #logger = new Logger('Saga');
  readonly #entries = new Map<string, Entry>();
  /** Ends of runs that the node has lost, and whose attempts may not have settled yet. */
  readonly #lost = new Map<string, Promise<void>>();

  /** @param afterwards told of each run that has ended and was not lost */
  constructor(
    private readonly services: SagaRunServices,
    private readonly afterwards: (run: SagaRun) => void,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  get(id: string): SagaRun | undefined {
    return this.#entries.get(id)?.run;
  }

  /** Whether one of them has been the death of other nodes. */
  get hasSuspect(): boolean {
    return [...this.#entries.values()].some(({ run }) => run.row.recoveries >= FEWEST_DEATHS_OF_A_SUSPECT);
  }

  each(action: (run: SagaRun) => void): void {
    for (const { run } of this.#entries.values()) action(run);
  }

  /** Runs a saga; each one's start-up is an attempt of its own, so that one that cannot be read holds up no other. */
  run(row: OwnedRow, definition: SagaDefinition): void {
    let run: SagaRun;
    try {
      run = new SagaRun(row, definition, this.services);
    } catch (error) {
      this.#logger.error(`The saga ${row.id} cannot be read: ${(error as Error).message}`, (error as Error).stack);
      void this.services.send(haltedWrite(row, error)).catch((refused: unknown) => this.#logger.error(refused));
      return;
    }
    // What the node began before it lost the saga and got it back may still be at work.
    const before = this.#lost.get(row.id);
    const ended = traced(
      sagaChannel,
      () => this.#message(row),
      (message) => this.#follow(run, message, before),
    ).finally(() => {
      if (this.#entries.get(row.id)?.run !== run) return;
      this.#entries.delete(row.id);
      this.afterwards(run);
    });
    this.#entries.set(row.id, { run, ended });
  }

  /** The node was declared dead: everything is broken off, and others go on with it. */
  loseAll(): void {
    for (const [id, { run, ended }] of this.#entries) {
      run.interruptions.lose();
      this.#lost.set(id, ended);
      void ended.finally(() => {
        if (this.#lost.get(id) === ended) this.#lost.delete(id);
      });
    }
    this.#entries.clear();
  }

  /** Resolves when all have ended, or after `within` milliseconds. */
  async ended(within: number): Promise<void> {
    const all = Promise.allSettled([...this.#entries.values()].map((each) => each.ended));
    let cancel: (() => void) | undefined;
    const over = new Promise<void>((resolve) => (cancel = this.services.clock.setTimer(resolve, within)));
    await Promise.race([all, over]);
    cancel?.();
  }

  async #follow(run: SagaRun, message: SagaMessage | undefined, before: Promise<void> | undefined): Promise<void> {
    await before;
    try {
      await run.run();
    } catch (error) {
      this.#logger.error(`The saga ${run.row.id} came to a halt: ${(error as Error).message}`, (error as Error).stack);
      await run.setAside(error).catch((refused: unknown) => this.#logger.error(refused));
    }
    if (!message) return;
    const { status } = run.state;
    message.status = status;
    message.isFinished = run.journal.isReleased && hasResult(status);
    message.isTimeout = run.isOverdue;
    if (!message.isFinished) return;
    message.duration = this.services.clock.now() - run.row.createdAt;
    message.inDoubt = run.state.doubts;
  }

  #message({ id, name, status, isDoubtful, token, correlationId, traceparent }: SagaRow): SagaMessage {
    const isStart = token === 1 || status === 'pending';
    return {
      runner: this.services.runner(),
      saga: name,
      sagaId: id,
      correlationId,
      traceparent,
      isStart,
      isRecovery: isDoubtful,
    };
  }
}
