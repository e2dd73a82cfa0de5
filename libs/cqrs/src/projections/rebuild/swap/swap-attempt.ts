import type { RecordedEvent } from '@ledgerline/event-sourcing';
import type { LedgerlineEventStore } from '@ledgerline/event-sourcing/backend';
import type { EntityManager } from 'typeorm';
import type { ProjectionDefinition } from '../../definition/projection-definition.js';
import { handleEach } from '../../running/projection-work.js';
import { codeVersion, completeSwap } from '../record/complete-swap.js';
import { SWAPPING, type LockedRow, type RebuildRecord } from '../record/rebuild-record.js';
import type { ShadowModel } from '../shadow/shadow-model.js';
import { swapOnMysql } from './mysql/swap-on-mysql.js';
import { swapOnPostgres } from './swap-on-postgres.js';
import { SwapBehindError, type TwoPhaseSwapSteps } from './swap-steps.js';

/** Positions that may be caught up with while the live projection is held up. */
const LONGEST_STRETCH = 500;
/** Milliseconds that a node may take for one step of a swap, before it is taken for dead. */
const PATIENCE = 10_000;
/** Milliseconds that a swap may make readers wait behind one who reads for longer. */
const LOCK_TIMEOUT = 300;

/** What a swap is attempted with. */
export interface SwapAttemptOptions {
  readonly definition: ProjectionDefinition;
  /** Version of the shadow's row. */
  readonly version: number;
  readonly record: RebuildRecord;
  readonly store: LedgerlineEventStore;
  readonly owner: string;
}

/**
 * One attempt to make a shadow the live model, if it has caught up with that. What it lacks is handled while the live projection is held
 * up, so that no event is lost and none is handled twice.
 *
 * @throws SwapBusyError, SwapBehindError: nothing has changed, and it may be tried again
 */
export async function attemptSwap(model: ShadowModel, options: SwapAttemptOptions): Promise<void> {
  const steps = stepsOf(options);
  if (model.dataSource.options.type === 'postgres') await swapOnPostgres(model, steps, LOCK_TIMEOUT);
  else await swapOnMysql(model, steps);
}

/** What a swap writes down, by whoever makes it or settles it. */
export function recordingSteps(
  record: RebuildRecord,
  name: string,
  version: number,
  owner: string,
): Omit<TwoPhaseSwapSteps, 'catchUp'> {
  return {
    complete: async (manager) => completeSwap(record, manager, name, await record.lock(manager, name, PATIENCE), version),
    intend: async (manager) => {
      await record.hold(manager, name, owner, PATIENCE);
      await record.setMode(manager, name, version, SWAPPING);
    },
    withdraw: async (manager) => {
      await record.setMode(manager, name, version, 'running');
      await record.free(manager, name, owner);
    },
  };
}

function stepsOf(options: SwapAttemptOptions): TwoPhaseSwapSteps {
  const { definition, version, record, owner } = options;
  const { name } = definition;
  return {
    ...recordingSteps(record, name, version, owner),
    catchUp: async (manager) => {
      const rows = await record.lock(manager, name, PATIENCE);
      const shadow = rows.find((row) => row.role === 'shadow' && row.version === version);
      const live = rows.find(({ role }) => role === 'live');
      if (shadow?.mode !== 'running') throw new SwapBehindError(name, 'its rebuild stands still, or was given up');
      if (live && live.version > codeVersion(version)) throw new SwapBehindError(name, 'a newer release serves it');
      if (live && live.position > shadow.position) await catchUp(manager, shadow, live.position, options);
    },
  };
}

async function catchUp(manager: EntityManager, shadow: LockedRow, to: number, options: SwapAttemptOptions): Promise<void> {
  const { definition, record, store } = options;
  if (to - shadow.position > LONGEST_STRETCH) throw new SwapBehindError(definition.name, 'its shadow is too far behind');
  try {
    const events = await stretch(store, definition, shadow.position, to);
    await handleEach(events, { definition, isRebuilding: () => true }, manager, AbortSignal.timeout(PATIENCE));
  } catch (cause) {
    // Whatever is wrong with an event shows again when it is handled in its turn, which is where it is dealt with.
    throw new SwapBehindError(definition.name, 'an event could not be handled', cause);
  }
  await record.move(manager, definition.name, shadow, to);
}

async function stretch(
  store: LedgerlineEventStore,
  definition: ProjectionDefinition,
  after: number,
  to: number,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const recorded of store.readAll({ after, limit: LONGEST_STRETCH })) {
    if (recorded.position > to) break;
    if (definition.handlersFor(recorded.event.constructor).length > 0) events.push(recorded);
  }
  return events;
}
