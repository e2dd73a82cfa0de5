import type { Endings, OpenCounts, SagaBrowser, StalestQuery, TimerPlace } from '../../browsing/saga-browser.js';
import type { SagaStatus } from '../../machine/saga-status.js';
import type { SagaSummary } from '../saga-row.js';
import { endings } from './sql/browsing/endings.js';
import { lastEnded } from './sql/browsing/last-ended.js';
import { openCounts } from './sql/browsing/open-counts.js';
import { sagaTimers } from './sql/browsing/saga-timers.js';
import { stalestSagas } from './sql/browsing/stalest-sagas.js';
import { sagaSummary, type SagaColumns } from './sql/saga-columns.js';
import type { Statement } from './statement.js';

type Run = (statement: Statement, values: readonly unknown[], isPrepared?: boolean) => Promise<SagaColumns[]>;

/** A look around among sagas on PostgreSQL. */
export class PostgresSagaBrowser implements SagaBrowser {
  readonly #lastEnded: Statement;
  readonly #openCounts: Statement;
  readonly #endings: Statement;

  constructor(
    private readonly schema: string,
    private readonly run: Run,
  ) {
    this.#lastEnded = lastEnded(schema);
    this.#openCounts = openCounts(schema);
    this.#endings = endings(schema);
  }

  async stalest(query: StalestQuery): Promise<readonly SagaSummary[]> {
    const { statement, values } = stalestSagas(this.schema, query);
    return (await this.run(statement, values, false)).map(sagaSummary);
  }

  async lastEnded({ saga, limit }: Omit<StalestQuery, 'statuses'>): Promise<readonly SagaSummary[]> {
    return (await this.run(this.#lastEnded, [saga ?? null, limit])).map(sagaSummary);
  }

  async openCounts({ saga, most }: { readonly saga?: string; readonly most: number }): Promise<OpenCounts> {
    const rows = await this.run(this.#openCounts, [saga ?? null, most + 1]);
    const counts = rows.map(([name, status, count]) => ({ saga: name!, status: status as SagaStatus, count: Number(count) }));
    return { counts, isComplete: counts.reduce((sum, { count }) => sum + count, 0) <= most };
  }

  async endings(query: { readonly since: number; readonly saga?: string; readonly most: number }): Promise<readonly Endings[]> {
    const rows = await this.run(this.#endings, [query.since, query.saga ?? null, query.most]);
    return rows.map(([minute, status, count]) => ({
      minute: Number(minute),
      status: status as SagaStatus,
      count: Number(count),
    }));
  }

  async timers(query: { readonly after?: TimerPlace; readonly limit: number }): Promise<readonly SagaSummary[]> {
    const { statement, values } = sagaTimers(this.schema, query);
    return (await this.run(statement, values, false)).map(sagaSummary);
  }
}
