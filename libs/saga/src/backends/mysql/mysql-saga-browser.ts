import { textOf } from '@ledgerline/storage';
import type { Endings, OpenCounts, SagaBrowser, StalestQuery, TimerPlace } from '../../browsing/saga-browser.js';
import type { SagaStatus } from '../../machine/saga-status.js';
import type { SagaSummary } from '../saga-row.js';
import type { MysqlSession } from './mysql-session.js';
import { endings } from './sql/browsing/endings.js';
import { lastEnded } from './sql/browsing/last-ended.js';
import { openCounts } from './sql/browsing/open-counts.js';
import { sagaTimers } from './sql/browsing/saga-timers.js';
import { stalestSagas } from './sql/browsing/stalest-sagas.js';
import { sagaSummary } from './sql/saga-columns.js';

/** A look around among sagas on MySQL or MariaDB. */
export class MysqlSagaBrowser implements SagaBrowser {
  constructor(
    private readonly schema: string,
    private readonly session: MysqlSession,
  ) {}

  async stalest(query: StalestQuery): Promise<readonly SagaSummary[]> {
    const { sql, values } = stalestSagas(this.schema, query);
    return (await this.session.run(sql, values, false)).rows.map(sagaSummary);
  }

  async lastEnded({ saga, limit }: Omit<StalestQuery, 'statuses'>): Promise<readonly SagaSummary[]> {
    return (await this.session.run(lastEnded(this.schema), [saga ?? null, saga ?? null, BigInt(limit)])).rows.map(sagaSummary);
  }

  async openCounts({ saga, most }: { readonly saga?: string; readonly most: number }): Promise<OpenCounts> {
    const { rows } = await this.session.run(openCounts(this.schema), [saga ?? null, saga ?? null, BigInt(most + 1)]);
    const counts = rows.map(([name, status, count]) => ({
      saga: textOf(name),
      status: textOf(status) as SagaStatus,
      count: Number(count),
    }));
    return { counts, isComplete: counts.reduce((sum, { count }) => sum + count, 0) <= most };
  }

  async endings(query: { readonly since: number; readonly saga?: string; readonly most: number }): Promise<readonly Endings[]> {
    const since = BigInt(Math.round(query.since * 1e3));
    const saga = query.saga ?? null;
    const { rows } = await this.session.run(endings(this.schema), [since, since, saga, saga, BigInt(query.most)]);
    return rows.map(([minute, status, count]) => ({
      minute: Number(minute),
      status: textOf(status) as SagaStatus,
      count: Number(count),
    }));
  }

  async timers(query: { readonly after?: TimerPlace; readonly limit: number }): Promise<readonly SagaSummary[]> {
    const { sql, values } = sagaTimers(this.schema, query);
    return (await this.session.run(sql, values, false)).rows.map(sagaSummary);
  }
}
