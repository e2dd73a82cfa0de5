import { Counter, Histogram, type Registry } from 'prom-client';
import {
  appendBatchChannel,
  appendChannel,
  loadChannel,
  snapshotChannel,
  type AppendMessage,
  type EventStore,
  type LoadMessage,
  type SnapshotMessage,
} from '@ledgerline/event-sourcing';
import { DURATION_BUCKETS } from './duration-buckets.js';
import { subscribeToMoments, subscribeToOperations } from './operation-subscription.js';

const BATCH_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** The metrics of the event store, fed from its channels. */
export class EventStoreMetrics {
  readonly #appended: Counter<'category' | 'type'>;
  readonly #replayed: Counter<'category' | 'purpose'>;
  readonly #appendDuration: Histogram<'outcome'>;
  readonly #batchSize: Histogram;
  readonly #loadDuration: Histogram<'category' | 'source'>;
  readonly #snapshots: Counter<'category' | 'trigger'>;
  readonly #conflicts: Counter<'category'>;

  /** @param label makes a bounded value of a category */
  constructor(
    registry: Registry,
    private readonly label: (category: string) => string,
  ) {
    const registers = [registry];
    this.#appended = new Counter({
      name: 'ledgerline_events_appended_total',
      help: 'Events that were appended to the log',
      labelNames: ['category', 'type'],
      registers,
    });
    this.#replayed = new Counter({
      name: 'ledgerline_events_replayed_total',
      help: 'Events that were folded into an aggregate or a projection, by purpose: load, rebuild or subscription',
      labelNames: ['category', 'purpose'],
      registers,
    });
    this.#appendDuration = new Histogram({
      name: 'ledgerline_append_duration_seconds',
      help: 'Time from the call of an append to its answer',
      labelNames: ['outcome'],
      buckets: DURATION_BUCKETS,
      registers,
    });
    this.#batchSize = new Histogram({
      name: 'ledgerline_append_batch_size',
      help: 'Appends that one group commit took along',
      buckets: BATCH_BUCKETS,
      registers,
    });
    this.#loadDuration = new Histogram({
      name: 'ledgerline_aggregate_load_duration_seconds',
      help: 'Time to rebuild an aggregate, by what it was rebuilt from: snapshot or replay',
      labelNames: ['category', 'source'],
      buckets: DURATION_BUCKETS,
      registers,
    });
    this.#snapshots = new Counter({
      name: 'ledgerline_snapshots_created_total',
      help: 'Snapshots that were written, by trigger: auto or manual',
      labelNames: ['category', 'trigger'],
      registers,
    });
    this.#conflicts = new Counter({
      name: 'ledgerline_concurrency_conflicts_total',
      help: 'Appends that were refused because the stream had moved on',
      labelNames: ['category'],
      registers,
    });
  }

  /** Counts what `store` does from now on. Returns what ends it. */
  watch(store: EventStore): () => void {
    const isOurs = (message: { readonly store: EventStore }) => message.store === store;
    const ends = [
      subscribeToOperations(appendChannel, { isOurs, onEnd: (message, seconds) => this.#onAppend(message, seconds) }),
      subscribeToOperations(loadChannel, { isOurs, onEnd: (message, seconds) => this.#onLoad(message, seconds) }),
      subscribeToMoments(appendBatchChannel, isOurs, ({ size }) => this.#batchSize.observe(size)),
      subscribeToMoments(snapshotChannel, isOurs, (message) => this.#onSnapshot(message)),
    ];
    return () => ends.forEach((end) => end());
  }

  /** Counts events that a projection has handled. */
  countReplayed(category: string, purpose: 'rebuild' | 'subscription', events: number): void {
    this.#replayed.inc({ category: this.label(category), purpose }, events);
  }

  #onAppend({ outcome = 'error', category, types }: AppendMessage, seconds: number): void {
    this.#appendDuration.observe({ outcome }, seconds);
    if (outcome === 'conflict') this.#conflicts.inc({ category: this.label(category) });
    if (outcome === 'ok') for (const type of types) this.#appended.inc({ category: this.label(category), type });
  }

  /** A load that failed or found nothing has no source, and is no load of an aggregate. */
  #onLoad({ source, category: name, events = 0 }: LoadMessage, seconds: number): void {
    if (source === undefined) return;
    const category = this.label(name);
    this.#loadDuration.observe({ category, source }, seconds);
    this.#replayed.inc({ category, purpose: 'load' }, events);
  }

  #onSnapshot({ category, trigger }: SnapshotMessage): void {
    this.#snapshots.inc({ category: this.label(category), trigger });
  }
}
