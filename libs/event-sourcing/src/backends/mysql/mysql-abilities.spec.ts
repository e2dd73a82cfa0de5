import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { findAbilities } from './mysql-abilities.js';

/** A server that shows these variables and this number of procedures. */
function server(variables: Record<string, string>, count: number): DataSource {
  const shown = Object.entries(variables).map(([name, value]) => ({ Variable_name: name, Value: value }));
  return { query: async (sql: string) => (sql.startsWith('SHOW') ? shown : [{ count: String(count) }]) } as unknown as DataSource;
}

describe('what a MySQL server can do', () => {
  afterEach(() => jest.restoreAllMocks());

  it('a node of a Galera cluster is warned of at start, any other server is not', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    await findAbilities(server({ wsrep_on: 'OFF' }, 2), 'ledgerline');
    await findAbilities(server({}, 2), 'ledgerline');
    expect(warn).not.toHaveBeenCalled();
    await findAbilities(server({ wsrep_on: 'ON' }, 2), 'ledgerline');
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/Galera.*same node/));
  });

  it('procedures count only when all of them are there', async () => {
    expect((await findAbilities(server({}, 2), 'l')).supportsProcedures).toBe(true);
    expect((await findAbilities(server({}, 1), 'l')).supportsProcedures).toBe(false);
  });

  it('snapshot isolation is seen, and absent where the server knows no such variable', async () => {
    expect((await findAbilities(server({ innodb_snapshot_isolation: 'ON' }, 2), 'l')).hasSnapshotIsolation).toBe(true);
    expect((await findAbilities(server({}, 2), 'l')).hasSnapshotIsolation).toBe(false);
  });
});
