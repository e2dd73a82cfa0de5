import type { Clock } from '@ledgerline/storage';
import { countBy } from '../../browsing/count-by.js';
import type { Endings, OpenCounts, SagaBrowser, StalestQuery, TimerPlace } from '../../browsing/saga-browser.js';
import { isActive, isFinished } from '../../machine/saga-status.js';
import type { SagaSummary } from '../saga-row.js';
import type { MemorySaga, MemorySagas } from './memory-sagas.js';

/** A look around among sagas in memory. */
export class MemorySagaBrowser implements SagaBrowser {
  constructor(
    private readonly space: MemorySagas,
    private readonly clock: Clock,
  ) {}

  async stalest({ statuses, saga, limit }: StalestQuery): Promise<readonly SagaSummary[]> {
    const rows = this.#rows(saga).filter(({ status }) => statuses.includes(status) && !isFinished(status));
    return this.#read(rows.sort((a, b) => a.updatedAt - b.updatedAt || (a.id < b.id ? -1 : 1)).slice(0, limit));
  }

  async lastEnded({ saga, limit }: Omit<StalestQuery, 'statuses'>): Promise<readonly SagaSummary[]> {
    const rows = this.#rows(saga).filter(({ finishedAt }) => finishedAt !== undefined);
    return this.#read(rows.sort((a, b) => b.finishedAt! - a.finishedAt!).slice(0, limit));
  }

  async openCounts({ saga, most }: { readonly saga?: string; readonly most: number }): Promise<OpenCounts> {
    const open = this.#rows(saga).filter(({ status }) => !isFinished(status));
    const counts = countBy(open.slice(0, most), ({ name, status }) => `${status} ${name}`);
    return {
      counts: counts.map(({ first: { name, status }, count }) => ({ saga: name, status, count })),
      isComplete: open.length <= most,
    };
  }

  async endings(query: { readonly since: number; readonly saga?: string; readonly most: number }): Promise<readonly Endings[]> {
    const { since, saga, most } = query;
    const ended = this.#rows(saga).filter(({ finishedAt }) => finishedAt !== undefined && finishedAt >= since);
    const minuteOf = (row: MemorySaga) => Math.floor((row.finishedAt! - since) / 60_000);
    const newest = ended.sort((a, b) => b.finishedAt! - a.finishedAt!).slice(0, most);
    const counts = countBy(newest, (row) => `${minuteOf(row)} ${row.status}`);
    return counts.map(({ first, count }) => ({ minute: minuteOf(first), status: first.status, count }));
  }

  async timers({ after, limit }: { readonly after?: TimerPlace; readonly limit: number }): Promise<readonly SagaSummary[]> {
    const rows = this.#rows().filter(
      ({ status, owner, nextAt, id }) =>
        isActive(status) &&
        owner === undefined &&
        nextAt !== undefined &&
        (after === undefined || nextAt > after.at || (nextAt === after.at && id > after.id)),
    );
    return this.#read(rows.sort((a, b) => a.nextAt! - b.nextAt! || (a.id < b.id ? -1 : 1)).slice(0, limit));
  }

  #rows(saga?: string): MemorySaga[] {
    return [...this.space.rows.values()].filter(({ name }) => saga === undefined || name === saga);
  }

  #read(rows: readonly MemorySaga[]): SagaSummary[] {
    const readAt = this.clock.now();
    return rows.map(({ context: _context, results: _results, ...row }) => ({ ...row, readAt }));
  }
}
