import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RowDataPacket } from 'mysql2';
import { isAvailable } from '../testing/database-kind.js';
import { withConnection } from './administration.js';
import { findMariaDb } from './mariadb-installation.js';
import type { MariaDbServer } from './mariadb-server.js';
import { startMariaDb } from './start-mariadb.js';

jest.setTimeout(60_000);

// A run may have a server by URL only, and no programs: then there is nothing here to test.
const isHere = isAvailable('mysql') && findMariaDb() !== undefined;

(isHere ? describe : describe.skip)('startMariaDb', () => {
  let server: MariaDbServer;

  beforeAll(async () => {
    server = await startMariaDb({ inMemory: true });
  });

  afterAll(() => server.stop());

  const ask = (url: string, question: string) =>
    withConnection(url, async (connection) => {
      const [rows] = await connection.query<RowDataPacket[]>(question);
      return [rows].flat().flatMap((row) => Object.values(row) as unknown[]);
    });

  it('speaks utf8mb4, and keeps what it has committed', async () => {
    const url = await server.ensureDatabase('Aufträge `2`');
    expect(await ask(url, 'SELECT @@character_set_database, @@innodb_flush_log_at_trx_commit')).toEqual(['utf8mb4', 1]);
    expect(await server.ensureDatabase('Aufträge `2`')).toBe(url);
  });

  it('lets nobody in without its password', async () => {
    for (const user of ['root', 'ledgerline', '']) {
      const stranger = new URL(server.url);
      stranger.username = user;
      stranger.password = '';
      await expect(ask(stranger.href, 'SELECT 1')).rejects.toMatchObject({
        code: expect.stringMatching(/ACCESS_DENIED|DBACCESS/),
      });
    }
  });

  it('keeps every answered commit when it is killed, and comes back on the same port', async () => {
    const url = await server.ensureDatabase('faults');
    await ask(url, 'CREATE TABLE orders ENGINE=InnoDB AS SELECT 1 AS id');
    await server.kill();
    expect(server.isRunning).toBe(false);
    await expect(ask(url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.restart();
    expect(await ask(url, 'SELECT id FROM orders')).toEqual([1]);
  });

  it('says what the server wrote when it does not come up', async () => {
    await expect(startMariaDb({ settings: { 'no-such-variable': 1 } })).rejects.toMatchObject({
      code: 'SERVER_START_FAILED',
      output: expect.stringContaining('no-such-variable'),
    });
  });

  it('keeps the tables that its queries make apart from those of other servers', async () => {
    const [temporary] = await ask(server.url, 'SELECT @@tmpdir');
    expect(String(temporary)).toBe(join(dirname(server.dataDir), 'temporary'));
    const onDisk = `SELECT count(*) FROM (SELECT DISTINCT repeat('x', 70000) FROM information_schema.TABLES) t`;
    expect(await ask(server.url, onDisk)).toEqual([1]);
  });

  it('removes its folder at the end', async () => {
    const own = await startMariaDb({ isDurable: false });
    const [folder] = await ask(own.url, 'SELECT @@datadir');
    expect(existsSync(String(folder))).toBe(true);
    await own.stop();
    expect(existsSync(String(folder))).toBe(false);
  });
});
