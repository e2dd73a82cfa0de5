import type { OpenCounts, SagaSummary as SagaRowSummary } from '@ledgerline/saga/backend';
import type { Count } from '../../api/page.js';
import type { SagaBoard, SagaColumn, SagaRates, SagaState } from '../../api/sagas.js';
import type { SagasPart } from '../application/suite.js';
import { sagaSummary } from './saga-summary.js';

const COLUMNS = {
  running: ['pending', 'running'],
  waiting: ['waiting'],
  compensating: ['compensating'],
  failed: ['compensation-failed', 'stopped'],
} as const satisfies Record<string, readonly SagaState[]>;
const DONE = ['completed', 'compensated', 'cancelled', 'timed-out'] as const;
const SHOWN = 20;
const MOST_COUNTED = 10_000;
/** Timers that are looked at for what is overdue; the soonest come first. */
const MOST_OVERDUE = 200;
/** Milliseconds that a node may take to notice that a saga is due. */
const PATIENCE = 2_000;
const MINUTES = 60;
const MOST_ENDINGS = 20_000;

/** The sagas by what they are doing, the stalest of each kind first. */
export async function sagaBoard({ store, runner }: SagasPart, saga: string | undefined): Promise<SagaBoard> {
  const { browser } = store;
  const [open, ended, timers, ...stalest] = await Promise.all([
    browser.openCounts({ saga, most: MOST_COUNTED }),
    browser.lastEnded({ saga, limit: SHOWN }),
    browser.timers({ limit: MOST_OVERDUE }),
    ...Object.values(COLUMNS).map((statuses) => browser.stalest({ statuses, saga, limit: SHOWN })),
  ]);
  const columns = Object.entries(COLUMNS).map(([name, statuses], index): SagaColumn => {
    const sagas = stalest[index]!.map((row) => sagaSummary(row, runner));
    return { name: name as SagaColumn['name'], statuses, count: countOf(open, statuses), sagas };
  });
  const done: SagaColumn = {
    name: 'done',
    statuses: DONE,
    count: { count: ended.length, kind: ended.length < SHOWN ? 'exact' : 'at-least' },
    sagas: ended.map((row) => sagaSummary(row, runner)),
  };
  return { columns: [...columns, done], byName: byName(open), overdue: overdueOf(timers, saga) };
}

function countOf({ counts, isComplete }: OpenCounts, statuses: readonly SagaState[]): Count {
  const count = counts.filter(({ status }) => statuses.includes(status)).reduce((sum, each) => sum + each.count, 0);
  return { count, kind: isComplete ? 'exact' : 'at-least' };
}

function byName({ counts }: OpenCounts): SagaBoard['byName'] {
  const names = new Map<string, Partial<Record<SagaState, number>>>();
  for (const { saga, status, count } of counts) names.set(saga, { ...names.get(saga), [status]: count });
  return [...names].map(([saga, statuses]) => ({ saga, statuses })).sort((a, b) => (a.saga < b.saga ? -1 : 1));
}

/** What is due for a while, and nobody has taken it. */
function overdueOf(timers: readonly SagaRowSummary[], saga: string | undefined): SagaBoard['overdue'] {
  const groups = new Map<string, { saga: string; reason: string; count: number }>();
  for (const { name, nextAt, readAt, reason = 'Nobody has taken it.' } of timers) {
    if (nextAt === undefined || nextAt > readAt - PATIENCE || (saga !== undefined && saga !== name)) continue;
    const key = `${name} ${reason}`;
    groups.set(key, { saga: name, reason, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}

/** What ended in each minute of the last hour. */
export async function sagaRates({ store }: SagasPart, saga: string | undefined, now: number): Promise<SagaRates> {
  const since = now - MINUTES * 60_000;
  const endings = await store.browser.endings({ since, saga, most: MOST_ENDINGS });
  const minutes = Array.from({ length: MINUTES }, () => ({ succeeded: 0, failed: 0 }));
  for (const { minute, status, count } of endings) {
    const slot = minutes[Math.min(MINUTES - 1, minute)];
    if (slot) slot[status === 'completed' ? 'succeeded' : 'failed'] += count;
  }
  const total = endings.reduce((sum, { count }) => sum + count, 0);
  return { until: now, minutes, isComplete: total < MOST_ENDINGS };
}
