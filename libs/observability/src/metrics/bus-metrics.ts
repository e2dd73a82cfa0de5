import type { TracingChannel } from 'node:diagnostics_channel';
import { Counter, Histogram, type Registry } from 'prom-client';
import { commandChannel, queryChannel, type CommandBus, type DispatchMessage, type QueryBus } from '@ledgerline/cqrs';
import { DURATION_BUCKETS } from './duration-buckets.js';

/** Commands or queries: what is counted, and where it is told of. */
interface Dispatches<Bus> {
  readonly channel: TracingChannel<unknown, DispatchMessage<Bus>>;
  /** Name of one in the names of metrics and in their help. */
  readonly one: 'command' | 'query';
  readonly many: 'commands' | 'queries';
}

const COMMANDS: Dispatches<CommandBus> = { channel: commandChannel, one: 'command', many: 'commands' };
const QUERIES: Dispatches<QueryBus> = { channel: queryChannel, one: 'query', many: 'queries' };

/** Counts and times what a command bus dispatches from now on. Returns what ends it. */
export function watchCommands(registry: Registry, bus: CommandBus): () => void {
  return watch(registry, bus, COMMANDS);
}

/** Counts and times what a query bus dispatches from now on. Returns what ends it. */
export function watchQueries(registry: Registry, bus: QueryBus): () => void {
  return watch(registry, bus, QUERIES);
}

function watch<Bus>(registry: Registry, bus: Bus, { channel, one, many }: Dispatches<Bus>): () => void {
  const total = new Counter({
    name: `ledgerline_${many}_total`,
    help: `Dispatched ${many}, by outcome: ok, error, timeout or invalid`,
    labelNames: ['name', 'outcome'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: `ledgerline_${one}_duration_seconds`,
    help: `Time from the dispatch of a ${one} to its answer`,
    labelNames: ['name'],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  // The bus times its dispatches itself: there is nothing to keep from their start.
  const onEnd = (told: unknown) => {
    const message = told as DispatchMessage<Bus>;
    if (message.bus !== bus) return;
    const { name, outcome = 'error' } = message;
    total.inc({ name, outcome });
    duration.observe({ name }, message.duration ?? 0);
  };
  channel.asyncEnd.subscribe(onEnd);
  return () => channel.asyncEnd.unsubscribe(onEnd);
}
