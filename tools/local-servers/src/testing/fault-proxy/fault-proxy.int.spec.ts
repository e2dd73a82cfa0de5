import { once } from 'node:events';
import { Client } from 'pg';
import { withClient } from '../../postgres/administration.js';
import { eventually } from '../../waiting/eventually.js';
import { freshDatabase } from '../fresh-database.js';
import type { FreshDatabase } from '../fresh-database.js';
import { CutTrap } from './cut-trap.js';
import { FaultProxy } from './fault-proxy.js';

describe('FaultProxy', () => {
  let database: FreshDatabase;
  let proxy: FaultProxy;
  const clients: Client[] = [];

  beforeEach(async () => {
    database = await freshDatabase('postgres');
    await withClient(database.url, (client) => client.query('CREATE TABLE orders (id integer)'));
    proxy = await FaultProxy.start(database.url);
  });

  afterEach(async () => {
    await proxy.stop();
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)));
    await database.drop();
  });

  async function connected(): Promise<Client> {
    const client = new Client({ connectionString: proxy.url });
    client.on('error', () => undefined);
    clients.push(client);
    await client.connect();
    return client;
  }

  const orders = () =>
    withClient(database.url, async (client) => {
      const { rows } = await client.query<{ id: number }>('SELECT id FROM orders ORDER BY id');
      return rows.map((row) => row.id);
    });

  it('delivers megabytes both ways unchanged', async () => {
    const client = await connected();
    const text = 'é'.repeat(4_000_000);
    const { rows } = await client.query('SELECT $1::text AS text', [text]);
    expect(rows[0].text === text).toBe(true);
  });

  it('cuts every connection and serves the next', async () => {
    const client = await connected();
    const lost = once(client, 'error');
    proxy.cut();
    await lost;
    await eventually(() => proxy.openConnections === 0);
    await expect(client.query('SELECT 1')).rejects.toThrow();
    await expect((await connected()).query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
  });

  it('loses the request: the server never sees it', async () => {
    const client = await connected();
    await client.query('BEGIN');
    await client.query('INSERT INTO orders VALUES (1)');
    const cut = proxy.cutAt('COMMIT', 'request');
    await expect(client.query('COMMIT')).rejects.toThrow();
    await cut;
    expect(await orders()).toEqual([]);
  });

  it('loses the answer: the server has done it and the client does not know', async () => {
    const client = await connected();
    await client.query('BEGIN');
    await client.query('INSERT INTO orders VALUES (1)');
    const cut = proxy.cutAt(/COMMIT/, 'answer');
    await expect(client.query('COMMIT')).rejects.toThrow();
    await cut;
    expect(await orders()).toEqual([1]);
  });

  it('springs a trap once, and only at the message named', async () => {
    const [one, other] = [await connected(), await connected()];
    const cut = proxy.cutAt('orders VALUES (2)', 'request');
    await one.query('INSERT INTO orders VALUES (1)');
    await expect(one.query('INSERT INTO orders VALUES (2)')).rejects.toThrow();
    await cut;
    await other.query('INSERT INTO orders VALUES (2)');
    expect(await orders()).toEqual([1, 2]);
  });

  it('goes silent: nothing arrives and nobody is told, until it resumes', async () => {
    const client = await connected();
    proxy.silence();
    let isAnswered = false;
    const inserted = client.query('INSERT INTO orders VALUES (1)').then(() => (isAnswered = true));
    const late = connected();
    // The proxy holds an entire request; only time could show more than that the server has not got it.
    await eventually(() => proxy.openConnections === 2);
    expect(await orders()).toEqual([]);
    expect(isAnswered).toBe(false);
    proxy.resume();
    await inserted;
    await expect((await late).query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
    expect(await orders()).toEqual([1]);
  });

  it('refuses, as a server that is not running, and accepts on the same port again', async () => {
    const { port } = proxy;
    await proxy.refuse();
    await expect(connected()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.accept();
    expect(proxy.port).toBe(port);
    await expect((await connected()).query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
  });

  it('recognises a message that is split between packets', () => {
    const trap = new CutTrap('COMMIT', 'request');
    const [one, other] = [{}, {}];
    expect(trap.catches(one, Buffer.from('COM'))).toBe(false);
    expect(trap.catches(other, Buffer.from('MIT'))).toBe(false);
    expect(trap.catches(one, Buffer.from('MIT'))).toBe(true);
    expect(trap.catches(one, Buffer.from('COMMIT'))).toBe(false);
  });
});
