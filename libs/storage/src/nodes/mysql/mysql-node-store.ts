import type { DataSource } from 'typeorm';
import { textOf } from '../../mysql/statement.js';
import type { NodeIdentity, NodeStore } from '../node-store.js';
import { OwnMysqlConnection } from './own-mysql-connection.js';
import { declareDead } from './sql/declare-dead.js';
import { expiredNodes } from './sql/expired-nodes.js';
import { registerNode } from './sql/register-node.js';
import { renewNode } from './sql/renew-node.js';

/** Leases on MySQL and MariaDB, by the server's clock. */
export class MysqlNodeStore implements NodeStore {
  readonly #connection: OwnMysqlConnection;

  /** @param limit milliseconds that a renewal may take before its connection counts as dead */
  constructor(
    private readonly schema: string,
    dataSource: () => DataSource,
    limit: number,
  ) {
    this.#connection = new OwnMysqlConnection(dataSource, limit);
  }

  async register({ id, host, pid }: NodeIdentity, term: number): Promise<void> {
    await this.#connection.run(registerNode(this.schema), [id, host, pid, term]);
  }

  async renew(id: string, term: number): Promise<boolean> {
    return (await this.#connection.run(renewNode(this.schema), [term, id])).affectedRows > 0;
  }

  /** One round trip while nobody is late, and one more for each node that is. */
  async declareDead(id: string, term: number): Promise<readonly string[]> {
    const { rows } = await this.#connection.run(expiredNodes(this.schema), [id, term]);
    const declared: string[] = [];
    for (const [expired, blame] of rows) {
      const { affectedRows } = await this.#connection.run(declareDead(this.schema), [Number(blame), textOf(expired)]);
      if (affectedRows > 0) declared.push(textOf(expired));
    }
    return declared;
  }

  async close(): Promise<void> {
    this.#connection.close();
  }
}
