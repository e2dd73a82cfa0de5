import type { Clock } from '@ledgerline/storage';

/** What an attempt is for: the saga's way forward, or back. */
export type Direction = 'action' | 'compensation';

/** Why an attempt is broken off from outside. */
export type Interruption = 'cancel' | 'deadline' | 'failure-beside' | 'silence' | 'loss' | 'shutdown';

/** The reason of a `signal` that was aborted from outside. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor(readonly interruption: Interruption) {
    super(`The attempt was broken off: ${TEXT[interruption]}.`);
  }
}

const TEXT: Readonly<Record<Interruption, string>> = {
  cancel: 'the saga was cancelled',
  deadline: 'the saga is past its time limit',
  'failure-beside': 'a step beside it failed',
  silence: 'this node could not renew its lease',
  loss: 'the saga is no longer run by this node',
  shutdown: 'the application shuts down',
};

/** What has come over one run of a saga, and the attempts and waits that it breaks off. */
export class Interruptions {
  readonly #running = new Map<AbortController, Direction>();
  readonly #sleepers = new Set<() => void>();
  /** Why the saga was cancelled. */
  cancelled?: { readonly reason?: string };
  isOverdue = false;
  isLost = false;
  isLeaving = false;

  /** An attempt or wait begins; it is aborted when something comes over it. */
  open(direction: Direction): AbortController {
    const controller = new AbortController();
    this.#running.set(controller, direction);
    return controller;
  }

  close(controller: AbortController): void {
    this.#running.delete(controller);
  }

  /** Waits, until something comes over the run. */
  async sleep(delay: number, clock: Clock): Promise<void> {
    if (this.isClosing || this.isLost || this.isLeaving) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        cancel();
        this.#sleepers.delete(wake);
        resolve();
      };
      const cancel = clock.setTimer(wake, delay);
      this.#sleepers.add(wake);
    });
  }

  /** Whether the way forward is over. */
  get isClosing(): boolean {
    return this.cancelled !== undefined || this.isOverdue;
  }

  cancel(reason: string | undefined): void {
    if (this.cancelled) return;
    this.cancelled = { reason };
    this.#abort('cancel', 'action');
  }

  passDeadline(): void {
    this.isOverdue = true;
    this.#abort('deadline', 'action');
  }

  failBeside(): void {
    this.#abort('failure-beside', 'action');
  }

  fallSilent(): void {
    this.#abort('silence');
  }

  lose(): void {
    this.isLost = true;
    this.#abort('loss');
  }

  /** Nothing further is begun; with `atOnce`, what runs is broken off. */
  leave(atOnce: boolean): void {
    this.isLeaving = true;
    if (atOnce) this.#abort('shutdown');
    else this.#wakeSleepers();
  }

  #abort(interruption: Interruption, direction?: Direction): void {
    for (const [controller, each] of this.#running) {
      if (direction === undefined || each === direction) controller.abort(new InterruptedError(interruption));
    }
    this.#wakeSleepers();
  }

  #wakeSleepers(): void {
    for (const wake of this.#sleepers) wake();
  }
}
