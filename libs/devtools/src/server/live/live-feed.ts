import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { LiveMessage } from '../../api/live.js';
import { Suite } from '../application/suite.js';
import { eventSummary } from '../events/event-summary.js';
import type { Exchange } from '../http/exchange.js';
import { LiveClient } from './live-client.js';
import { LogTail, type TailPart } from './log-tail.js';
import { watchSagas } from './saga-watch.js';

const INTERVAL = 400;
const PULSE_EVERY = 5_000;

/**
 * What the open pages hear. There is one look at the log for all of them, every {@link INTERVAL} milliseconds; when no page is open (browsers close the
 * connection of a hidden tab, the pages see to that) nothing is asked and nothing listened to.
 */
@Injectable()
export class LiveFeed implements OnModuleDestroy {
  readonly #logger = new Logger('Devtools');
  readonly #clients = new Set<LiveClient>();
  #tail?: LogTail;
  #timer?: NodeJS.Timeout;
  #stopWatching?: () => void;
  #lastPulse = 0;
  #isStopped = false;

  constructor(private readonly suite: Suite) {}

  /** Serves a page until it goes. */
  async serve(exchange: Exchange): Promise<void> {
    const place = String(exchange.headers['last-event-id'] ?? exchange.query.get('after') ?? '');
    const missed = place === '' ? undefined : await this.#since(place);
    const client = new LiveClient(exchange);
    if (missed) {
      this.#tail ??= missed.tail;
      tellPart(missed.part, missed.tail.place, (...message) => client.send(...message));
    }
    this.#clients.add(client);
    await this.#begin();
    this.#pulse();
    await client.closed;
    this.#clients.delete(client);
    if (this.#clients.size === 0) this.#end();
  }

  /** How many pages are open. */
  get size(): number {
    return this.#clients.size;
  }

  /** Whether the log is looked at. */
  get isLooking(): boolean {
    return this.#timer !== undefined;
  }

  onModuleDestroy(): void {
    this.#isStopped = true;
    for (const client of this.#clients) client.end();
    this.#end();
  }

  async #since(place: string): Promise<{ readonly tail: LogTail; readonly part: TailPart } | undefined> {
    const { events } = this.suite;
    if (!events) return undefined;
    const tail = LogTail.from(events.backend, place);
    return { tail, part: await tail.read() };
  }

  async #begin(): Promise<void> {
    if (this.#timer || this.#isStopped) return;
    this.#timer = setTimeout(() => void this.#look(), INTERVAL);
    const { sagas, events } = this.suite;
    if (sagas) this.#stopWatching = watchSagas(sagas.runner, (message) => this.#tell(message));
    if (events?.backend.isReady) this.#tail ??= await LogTail.fromEnd(events.backend).catch(() => undefined);
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tail = undefined;
    this.#stopWatching?.();
    this.#stopWatching = undefined;
  }

  async #look(): Promise<void> {
    try {
      const { events } = this.suite;
      if (events?.backend.isReady) {
        if (this.#tail) tellPart(await this.#tail.read(), this.#tail.place, (...message) => this.#tell(...message));
        else this.#tail = await LogTail.fromEnd(events.backend);
      }
    } catch (error) {
      this.#logger.debug(`The live feed goes on when the store is back: ${(error as Error).message}`);
    }
    if (Date.now() - this.#lastPulse > PULSE_EVERY) this.#pulse();
    if (this.#timer) this.#timer = setTimeout(() => void this.#look(), INTERVAL);
  }

  #pulse(): void {
    this.#lastPulse = Date.now();
    this.#tell({ kind: 'pulse', now: this.#lastPulse, head: this.#tail?.head ?? 0 }, this.#tail?.place);
  }

  #tell(message: LiveMessage, place?: string): void {
    for (const client of this.#clients) client.send(message, place);
  }
}

function tellPart({ events, skipped }: TailPart, place: string, tell: (message: LiveMessage, place?: string) => void): void {
  if (skipped > 0) tell({ kind: 'skipped', count: skipped });
  if (events.length > 0) tell({ kind: 'events', events: events.map(eventSummary) }, place);
}
