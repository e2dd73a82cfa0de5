import type { ICommand } from '@nestjs/cqrs';
import type { Clock } from '@ledgerline/storage';
import { Subscription, type Observable } from 'rxjs';

const FIRST_DELAY = 100;
const LONGEST_DELAY = 10_000;

/** What a {@link SagaSubscription} reports to. */
export interface SagaObserver {
  readonly onCommand: (command: ICommand) => void;
  readonly onError: (error: unknown) => void;
  /** Number of events that sagas have been given so far. */
  readonly eventsSeen: () => number;
}

/**
 * Listens to a saga's stream of commands, again when the stream has ended with an error: one bad event does not end the saga. A
 * stream that fails by itself, without an event, is listened to again after a growing pause.
 */
export class SagaSubscription extends Subscription {
  #stream?: Subscription;
  #cancelRetry?: () => void;
  #failures = 0;

  constructor(
    private readonly commands: Observable<ICommand>,
    private readonly observer: SagaObserver,
    private readonly clock: Clock,
  ) {
    super(() => {
      this.#cancelRetry?.();
      this.#stream?.unsubscribe();
    });
    this.#listen();
  }

  #listen(): void {
    const seenBefore = this.observer.eventsSeen();
    const stream = new Subscription();
    this.#stream = stream;
    const failed = (error: unknown) => {
      this.observer.onError(error);
      if (!this.closed) this.#listenAgain(this.observer.eventsSeen() > seenBefore);
    };
    stream.add(this.commands.subscribe({ next: (command) => command && this.observer.onCommand(command), error: failed }));
  }

  #listenAgain(isEventAtFault: boolean): void {
    this.#failures = isEventAtFault ? 0 : this.#failures + 1;
    if (isEventAtFault) return this.#listen();
    const delay = Math.min(FIRST_DELAY * 2 ** (this.#failures - 1), LONGEST_DELAY);
    this.#cancelRetry = this.clock.setTimer(() => this.#listen(), delay);
  }
}
