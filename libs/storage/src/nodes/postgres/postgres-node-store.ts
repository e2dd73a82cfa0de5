import type { Pool } from 'pg';
import type { NodeIdentity, NodeStore } from '../node-store.js';
import { OwnConnection } from './own-connection.js';
import { declareDead } from './sql/declare-dead.js';
import { registerNode } from './sql/register-node.js';
import { renewNode } from './sql/renew-node.js';

/** Leases on PostgreSQL, by its clock. */
export class PostgresNodeStore implements NodeStore {
  readonly #connection: OwnConnection;

  /** @param limit milliseconds that a renewal may take before its connection counts as dead */
  constructor(
    private readonly schema: string,
    pool: () => Pool,
    limit: number,
  ) {
    this.#connection = new OwnConnection(pool, limit);
  }

  async register({ id, host, pid }: NodeIdentity, term: number): Promise<void> {
    await this.#connection.query(registerNode(this.schema), [id, host, pid, term]);
  }

  async renew(id: string, term: number): Promise<boolean> {
    return (await this.#connection.query(renewNode(this.schema), [id, term])).length > 0;
  }

  async declareDead(id: string, term: number): Promise<readonly string[]> {
    return (await this.#connection.query<{ id: string }>(declareDead(this.schema), [id, term])).map((row) => row.id);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}
