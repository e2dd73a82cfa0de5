import { currentMessageContext, wholeWork, type MessageContext } from '@ledgerline/storage';
import type { BusEnvironment } from '../bus-environment.js';
import { BusContext } from '../context/bus-context.js';
import { Lineage } from '../context/lineage.js';
import type { ExecuteOptions } from './execute-options.js';

const NO_OPTIONS: ExecuteOptions = {};

/**
 * The context of a new dispatch, below the one that is current.
 *
 * @param deadline when it times out at the latest, by the monotonic clock
 */
export function dispatchContext(
  home: BusEnvironment,
  kind: 'command' | 'query',
  name: string,
  { context: asyncContext, idempotencyKey }: ExecuteOptions = NO_OPTIONS,
  deadline?: number,
): BusContext {
  const outer = currentMessageContext();
  const startedAt = home.clock.now();
  const isKeyGiven = idempotencyKey !== undefined;
  if (!outer) return new BusContext({ home, kind, name, startedAt, asyncContext, deadline, idempotencyKey, isKeyGiven });
  return new BusContext({
    home,
    kind,
    name,
    startedAt,
    lane: outer instanceof BusContext ? outer.lane : undefined,
    asyncContext,
    deadline,
    lineage: outer instanceof BusContext ? outer.lineage : Lineage.of(outer),
    outer: isAbortable(outer) ? outer : undefined,
    manager: outer.manager,
    transaction: outer.transaction,
    idempotencyKey: idempotencyKey ?? derivedKey(outer, name),
    isKeyGiven,
  });
}

/** A context whose signal can never fire is not held on to. */
function isAbortable(outer: MessageContext): boolean {
  return outer instanceof BusContext ? outer.isAbortable : outer.signal !== undefined;
}

const dispatches = new WeakMap<MessageContext, Map<string, number>>();

/** Work that is idempotent by a key gives each dispatch below it a key of its own: the key, the message's name and its ordinal. */
function derivedKey(outer: MessageContext, name: string): string | undefined {
  if (outer.idempotencyKey === undefined) return undefined;
  const work = wholeWork(outer);
  const counts = dispatches.get(work) ?? new Map<string, number>();
  dispatches.set(work, counts);
  const ordinal = counts.get(name) ?? 0;
  counts.set(name, ordinal + 1);
  return `${outer.idempotencyKey}/${name}/${ordinal}`;
}
