import type { DataSource } from 'typeorm';
import { findAbilities } from './mysql-saga-abilities.js';

const server = (procedures: number, version: string, isolation: object[] = []) => {
  const found = [{ procedures: String(procedures), packet: '16777216', version }];
  return { query: async (sql: string) => (sql.startsWith('SHOW') ? isolation : found) } as unknown as DataSource;
};

describe('What a server allows the saga store', () => {
  it('procedures count only when all of them are there', async () => {
    expect((await findAbilities(server(4, '8.0.36'), 'l')).supportsProcedures).toBe(true);
    expect((await findAbilities(server(3, '8.0.36'), 'l')).supportsProcedures).toBe(false);
  });

  it('snapshot isolation is seen, and absent where the server knows no such variable', async () => {
    const on = [{ Variable_name: 'innodb_snapshot_isolation', Value: 'ON' }];
    expect((await findAbilities(server(4, '11.8.2-MariaDB', on), 'l')).hasSnapshotIsolation).toBe(true);
    expect((await findAbilities(server(4, '8.0.36'), 'l')).hasSnapshotIsolation).toBe(false);
  });

  it.each([
    ['8.0.36', false],
    ['10.6.18-MariaDB-log', true],
    ['5.5.5-10.11.6-MariaDB', true],
  ])('a statement of %s may bring settings: %s', async (version, expected) => {
    expect(await findAbilities(server(4, version), 'l')).toMatchObject({
      supportsStatementSettings: expected,
      maxPacket: 16_777_216,
    });
  });
});
