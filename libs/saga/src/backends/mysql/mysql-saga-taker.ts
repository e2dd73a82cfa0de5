import { textOf } from '@ledgerline/storage';
import type { SagaRow } from '../saga-row.js';
import type { RunnableSaga } from '../saga-store.js';
import type { MysqlSagaAbilities } from './mysql-saga-abilities.js';
import type { MysqlSession } from './mysql-session.js';
import { claimSagas, dueNames, runnableJson, takeOverSagas } from './sql/claim-sagas.js';
import { hex } from './sql/hex.js';
import { lostOwners } from './sql/lost-owners.js';
import { sagaRow } from './sql/saga-columns.js';
import { nextVersions, runningVersions } from './sql/saga-versions.js';
import { claimByStatements, takeOverByStatements } from './take-by-statements.js';

/** Finds the sagas that a node may run, and takes them. */
export class MysqlSagaTaker {
  constructor(
    private readonly schema: string,
    private readonly session: MysqlSession,
    private readonly abilities: () => MysqlSagaAbilities,
  ) {}

  /**
   * One round trip while nothing is due, and one for each name and version of which something is. They share the limit, those first that have
   * been due for longest; what one leaves of its share is the next one's.
   */
  async claim(node: string, runnable: readonly RunnableSaga[], limit: number): Promise<readonly SagaRow[]> {
    if (runnable.length === 0) return [];
    const taken: SagaRow[] = [];
    let due = (await this.session.run(dueNames(this.schema), [runnableJson(runnable)])).rows.map(
      ([ordinal]) => runnable[Number(ordinal) - 1]!,
    );
    while (due.length > 0 && taken.length < limit) {
      const more: RunnableSaga[] = [];
      for (const [index, saga] of due.entries()) {
        const share = Math.ceil((limit - taken.length) / (due.length - index));
        if (share === 0) break;
        const rows = await this.#claim(node, saga, share);
        taken.push(...rows);
        if (rows.length === share) more.push(saga);
      }
      due = more;
    }
    return taken;
  }

  /** Two round trips when there are lost owners, one otherwise. */
  async takeOver(node: string, runnable: readonly RunnableSaga[], limit: number, suspects: boolean): Promise<readonly SagaRow[]> {
    const lost = await this.session.run(lostOwners(this.schema), []);
    if (lost.rows.length === 0 || runnable.length === 0) return [];
    const owners = JSON.stringify(lost.rows.map(([owner, blame]) => ({ i: hex(textOf(owner)), b: Number(blame) })));
    const what = { owners, runnable: runnableJson(runnable), suspects };
    if (!this.abilities().supportsProcedures)
      return this.session.transact((run) => takeOverByStatements(run, this.schema, node, what, limit));
    const values = [node, what.owners, what.runnable, suspects ? 1 : 0, BigInt(limit)];
    return (await this.session.run(takeOverSagas(this.schema), values)).rows.map(sagaRow);
  }

  /** A round trip for each version of a saga that nobody runs, and two. */
  async versions(names: readonly string[]): Promise<readonly RunnableSaga[]> {
    const found = new Map<string, RunnableSaga>();
    const add = (saga: RunnableSaga) => found.set(`${saga.name}/${saga.version}`, saga);
    for (let last: RunnableSaga[] = names.map((name) => ({ name, version: 0 })); last.length > 0;) {
      const { rows } = await this.session.run(nextVersions(this.schema), [runnableJson(last)]);
      const before = last;
      last = rows.flatMap(([ordinal, version]) =>
        version === null ? [] : [{ name: before[Number(ordinal) - 1]!.name, version: Number(version) }],
      );
      last.forEach(add);
    }
    for (const [name, version] of (await this.session.run(runningVersions(this.schema), [])).rows)
      if (names.includes(textOf(name))) add({ name: textOf(name), version: Number(version) });
    return [...found.values()];
  }

  async #claim(node: string, saga: RunnableSaga, limit: number): Promise<readonly SagaRow[]> {
    const { schema, session } = this;
    if (!this.abilities().supportsProcedures) return session.transact((run) => claimByStatements(run, schema, node, saga, limit));
    return (await session.run(claimSagas(schema), [node, saga.name, saga.version, BigInt(limit)])).rows.map(sagaRow);
  }
}
