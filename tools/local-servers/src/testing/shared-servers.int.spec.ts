import { withClient } from '../postgres/administration.js';
import { startSharedServers } from './shared-servers.js';

jest.setTimeout(60_000);

const nowhere = () => undefined;

describe('The servers that a test run shares', () => {
  it('are a PostgreSQL, and a MariaDB by its URL, which is left alone', async () => {
    const servers = await startSharedServers({ TEST_MYSQL_URL: 'mysql://root@db.example/mysql' });
    const { LEDGERLINE_TEST_POSTGRES_URL: url = '', LEDGERLINE_TEST_MYSQL_URL } = servers.environment;
    expect(LEDGERLINE_TEST_MYSQL_URL).toBe('mysql://root@db.example/mysql');
    expect(servers.notices).toEqual([]);
    await withClient(url, (client) => client.query('SELECT 1'));
    await servers.stop();
    await expect(withClient(url, (client) => client.query('SELECT 1'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('start none where both are named', async () => {
    const named = { TEST_POSTGRES_URL: 'postgres://db.example/postgres', TEST_MYSQL_URL: 'mysql://root@db.example/mysql' };
    const servers = await startSharedServers(named);
    expect(Object.values(servers.environment)).toEqual(Object.values(named));
    await servers.stop();
  });

  describe('without a MariaDB on the machine', () => {
    it('say plainly what is skipped, and how to get it', async () => {
      const servers = await startSharedServers({ TEST_POSTGRES_URL: 'postgres://db.example/postgres' }, nowhere);
      expect(servers.environment).not.toHaveProperty('LEDGERLINE_TEST_MYSQL_URL');
      expect(servers.notices.join()).toMatch(/MariaDB specs are skipped.*apt-get install mariadb-server.*TEST_MYSQL_URL=/);
    });

    it.each([{ CI: 'true' }, { REQUIRE_MYSQL: '1' }])('fail under %j', async (demand) => {
      await expect(startSharedServers(demand, nowhere)).rejects.toThrow(/cannot run.*apt-get install mariadb-server/);
    });
  });
});
