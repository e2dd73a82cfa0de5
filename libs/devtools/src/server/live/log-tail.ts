import { InvalidOptionException } from '@ledgerline/storage';
import type { EventBackend, EventHeading } from '@ledgerline/event-sourcing/backend';

/** Events that one message carries at most. */
const MOST = 200;

/** What came since the last look. */
export interface TailPart {
  readonly events: readonly EventHeading[];
  /** How many more there were than `events` holds, about. */
  readonly skipped: number;
}

/** A place in every partition of the log, from which new events are read, without payloads. */
export class LogTail {
  constructor(
    private readonly backend: EventBackend,
    private readonly reached: Map<number, number>,
  ) {}

  /** From the present end of the log. */
  static async fromEnd(backend: EventBackend): Promise<LogTail> {
    const heads = Array.from(
      { length: backend.partitions },
      async (_, partition) => (await backend.safeHead(partition)).position,
    );
    return new LogTail(backend, new Map((await Promise.all(heads)).entries()));
  }

  /** From a place that {@link place} has named. @throws InvalidOptionException (400) for any other */
  static from(backend: EventBackend, place: string): LogTail {
    const reached = new Map(
      place.split('_').map((part): [number, number] => {
        const [, partition, position] = /^(\d{1,4})-(\d{1,16})$/.exec(part) ?? [];
        if (position === undefined) throw new InvalidOptionException('after', 'the `id:` of a live message', place);
        return [Number(partition), Number(position)];
      }),
    );
    return new LogTail(backend, reached);
  }

  get place(): string {
    return [...this.reached].map(([partition, position]) => `${partition}-${position}`).join('_');
  }

  get head(): number {
    return [...this.reached.values()].reduce((sum, position) => sum + position, 0);
  }

  /** Reads what is new; of very much, the newest part. One round trip for each partition, and one more for each that has moved. */
  async read(): Promise<TailPart> {
    const events: EventHeading[] = [];
    let skipped = 0;
    for (let partition = 0; partition < this.backend.partitions; partition++) {
      const { position: upTo } = await this.backend.safeHead(partition);
      const after = this.reached.get(partition) ?? upTo;
      this.reached.set(partition, Math.max(after, upTo));
      if (upTo <= after) continue;
      const low = Math.max(after, upTo - 5 * MOST);
      const page = await this.backend.browser.log({ partition, after: low, upTo, direction: 'forwards', limit: 5 * MOST });
      events.push(...page.events.slice(-MOST));
      skipped += low - after + Math.max(0, page.events.length - MOST);
    }
    return { events, skipped };
  }
}
