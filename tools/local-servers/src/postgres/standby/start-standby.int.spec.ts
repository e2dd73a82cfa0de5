import { existsSync, readFileSync } from 'node:fs';
import { startOwnPostgres, startReplicaOf } from '@ledgerline/local-servers/testing';
import { eventually } from '../../waiting/eventually.js';
import { withClient } from '../administration.js';
import type { PostgresServer } from '../postgres-server.js';
import type { PostgresStandby } from './postgres-standby.js';

jest.setTimeout(120_000);

const ask = (url: string, question: string) =>
  withClient(url, async (client) => (await client.query({ text: question, rowMode: 'array' })).rows.flat() as unknown[]);

describe('A hot standby of PostgreSQL', () => {
  let primary: PostgresServer;
  let standby: PostgresStandby;

  beforeAll(async () => {
    primary = await startOwnPostgres();
    await ask(primary.url, 'CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id');
    standby = await startReplicaOf(primary);
  });

  afterAll(async () => {
    await standby?.stop();
    await primary?.stop('immediate');
  });

  const ids = async () => Number((await ask(standby.url, 'SELECT max(id) FROM orders'))[0]);
  const insert = (id: number) => ask(primary.url, `INSERT INTO orders VALUES (${id})`);

  it('shows what was committed before it was made, and follows', async () => {
    await standby.caughtUp();
    expect(await ids()).toBe(1000);
    await insert(1001);
    await standby.caughtUp();
    expect(await ids()).toBe(1001);
  });

  it('has every database of its primary', async () => {
    await primary.ensureDatabase('Aufträge');
    await standby.caughtUp();
    expect(await ask(standby.urlOf('Aufträge'), 'SELECT current_database()')).toEqual(['Aufträge']);
  });

  it('refuses writes', async () => {
    await expect(ask(standby.url, 'CREATE TABLE more ()')).rejects.toMatchObject({ code: '25006' });
  });

  it('lags while its replay is paused, and catches up', async () => {
    await standby.pauseReplay();
    await insert(2000);
    expect(await ids()).toBeLessThan(2000);
    await standby.resumeReplay();
    await standby.caughtUp();
    expect(await ids()).toBe(2000);
  });

  it('goes on after it was killed, and after its primary was', async () => {
    await standby.server.kill();
    await insert(3000);
    await standby.server.restart();
    await standby.caughtUp();
    await primary.kill();
    await primary.restart();
    await insert(4000);
    await standby.caughtUp();
    expect(await ids()).toBe(4000);
  });

  it('hides its password from the list of processes', () => {
    const { password } = new URL(standby.url);
    expect(password.length).toBeGreaterThan(10);
    if (existsSync(`/proc/${standby.server.pid}/cmdline`)) {
      expect(readFileSync(`/proc/${standby.server.pid}/cmdline`, 'utf8')).not.toContain(password);
    }
  });

  it('leaves nothing behind', async () => {
    const another = await startReplicaOf(primary);
    const slots = () => ask(primary.url, 'SELECT slot_name FROM pg_replication_slots');
    expect(await slots()).toHaveLength(2);
    await another.stop();
    expect(existsSync(another.server.dataDir)).toBe(false);
    await eventually(async () => expect(await slots()).toHaveLength(1));
  });
});
