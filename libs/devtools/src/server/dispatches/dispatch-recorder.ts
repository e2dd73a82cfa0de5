import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { commandChannel, queryChannel, type DispatchMessage } from '@ledgerline/cqrs';
import { Suite } from '../application/suite.js';
import { DispatchStatistics } from './dispatch-statistics.js';

/** Dispatches that are kept for stories; the oldest go first. */
const MOST_KEPT = 2_000;

/** A command or query that this process has handled. */
export interface Dispatch {
  readonly kind: 'command' | 'query';
  readonly name: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly startedAt: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly outcome: NonNullable<DispatchMessage['outcome']>;
  readonly error?: string;
}

/**
 * Remembers the last commands of this process, which no store keeps, and counts all dispatches. Names, ids and durations alone: a message's
 * content is not looked at. Other processes' are not known, and a restart forgets them.
 */
@Injectable()
export class DispatchRecorder implements OnModuleDestroy {
  readonly statistics = new DispatchStatistics();
  readonly #kept: Dispatch[] = [];
  #next = 0;
  #stop?: () => void;

  constructor(private readonly suite: Suite) {}

  /** Begins to listen; without buses there is nothing to hear. */
  start(): void {
    const { buses } = this.suite;
    if (!buses || this.#stop) return;
    const onCommand = (message: unknown) => this.#take('command', message as DispatchMessage, buses.commands);
    const onQuery = (message: unknown) => this.#take('query', message as DispatchMessage, buses.queries);
    commandChannel.asyncEnd.subscribe(onCommand);
    queryChannel.asyncEnd.subscribe(onQuery);
    this.#stop = () => {
      commandChannel.asyncEnd.unsubscribe(onCommand);
      queryChannel.asyncEnd.unsubscribe(onQuery);
    };
  }

  onModuleDestroy(): void {
    this.#stop?.();
  }

  /** The commands that belong to a correlation, oldest first. */
  correlated(correlationId: string): Dispatch[] {
    return this.#kept.filter((each) => each.correlationId === correlationId).sort((a, b) => a.startedAt - b.startedAt);
  }

  #take(kind: Dispatch['kind'], message: DispatchMessage, own: unknown): void {
    if (message.bus !== own) return;
    const { name, context, outcome = 'ok', duration = 0, error } = message;
    const milliseconds = Math.round(duration * 10_000) / 10;
    this.statistics.add(kind, name, milliseconds, outcome !== 'ok');
    if (kind === 'query') return;
    const { correlationId, causationId } = context;
    this.#keep({
      kind,
      name,
      correlationId,
      causationId,
      startedAt: Date.now() - milliseconds,
      duration: milliseconds,
      outcome,
      ...(error instanceof Error ? { error: error.message } : {}),
    });
  }

  #keep(dispatch: Dispatch): void {
    this.#kept[this.#next] = dispatch;
    this.#next = (this.#next + 1) % MOST_KEPT;
  }
}
