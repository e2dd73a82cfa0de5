import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryFolder } from '../folders/memory-folder.js';
import { processesServing } from '../os-process/serves-folder.js';
import { isRoot } from '../os-user/os-user.js';
import { withClient } from './administration.js';
import type { PostgresServer } from './postgres-server.js';
import { startPostgres } from './start-postgres.js';
import type { StartPostgresOptions } from './start-postgres.js';

jest.setTimeout(60_000);

describe('startPostgres', () => {
  const started: PostgresServer[] = [];

  async function start(options: StartPostgresOptions = {}): Promise<PostgresServer> {
    const server = await startPostgres({ isDurable: false, inMemory: true, ...options });
    started.push(server);
    return server;
  }

  const ask = (url: string, question: string) =>
    withClient(url, async (client) => (await client.query({ text: question, rowMode: 'array' })).rows.flat() as unknown[]);

  afterEach(async () => {
    await Promise.all(started.splice(0).map((server) => server.stop('kill')));
  });

  describe('by default', () => {
    let server: PostgresServer;
    beforeEach(async () => {
      server = await start({ isDurable: true });
    });

    it('speaks UTF-8, sorts by bytes, lives in UTC and keeps what it has committed', async () => {
      const settings = ['server_encoding', 'TimeZone', 'fsync', 'full_page_writes', 'synchronous_commit'];
      const shown = await ask(server.url, `SELECT ${settings.map((name) => `current_setting('${name}')`).join()}`);
      expect(shown).toEqual(['UTF8', 'UTC', 'on', 'on', 'on']);
      expect(await ask(server.url, "SELECT datcollate FROM pg_database WHERE datname = 'postgres'")).toEqual(['C']);
    });

    it('can be reached from this machine only, and by its password only', async () => {
      const outside = Object.values(networkInterfaces()).flatMap((all) =>
        (all ?? []).filter((one) => !one.internal && one.family === 'IPv4'),
      );
      for (const { address } of outside) await expect(knock(address, server.port)).resolves.toBe('ECONNREFUSED');
      await expect(knock('127.0.0.1', server.port)).resolves.toBe('open');
      const stranger = new URL(server.url);
      stranger.password = 'guess';
      await expect(ask(stranger.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
      expect(statSync(join(server.dataDir, 'password')).mode & 0o077).toBe(0);
    });

    it('creates a database once, whatever its name', async () => {
      const url = await server.ensureDatabase('Aufträge "2"');
      await ask(url, 'CREATE TABLE orders ()');
      expect(await server.ensureDatabase('Aufträge "2"')).toBe(url);
      expect(await ask(url, 'SELECT count(*)::int FROM orders')).toEqual([0]);
    });

    it('keeps every answered commit when it is killed, and comes back on the same port', async () => {
      await ask(server.url, 'CREATE TABLE orders AS SELECT 1 AS id');
      const { url, pid } = server;
      await server.kill();
      expect(server.isRunning).toBe(false);
      await expect(ask(url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      expect(processesServing(join(server.dataDir, 'cluster'))).toEqual([]);
      await server.restart();
      expect(server.url).toBe(url);
      expect(server.pid).not.toBe(pid);
      expect(await ask(url, 'SELECT id FROM orders')).toEqual([1]);
    });

    it('restarts while it runs and has sessions', async () => {
      await withClient(server.url, () => server.restart());
      expect(await ask(server.url, 'SELECT 1')).toEqual([1]);
    });

    it('tells when it ended by itself', async () => {
      process.kill(server.pid, 'SIGQUIT');
      await expect(server.ended).resolves.toEqual(expect.any(Number));
      expect(server.isRunning).toBe(false);
    });

    it('removes its temporary folder at the end', async () => {
      await server.stop();
      expect(existsSync(server.dataDir)).toBe(false);
    });
  });

  it('takes settings and reports its log', async () => {
    const log: string[] = [];
    const server = await start({ settings: { max_connections: 17 }, onLog: (line) => log.push(line) });
    expect(await ask(server.url, 'SHOW max_connections')).toEqual(['17']);
    expect(log.join('\n')).toContain('ready to accept connections');
  });

  it('says what the server wrote when it does not come up', async () => {
    await expect(start({ settings: { max_connections: 'many' } })).rejects.toMatchObject({
      code: 'SERVER_START_FAILED',
      message: expect.stringContaining('invalid value for parameter "max_connections": "many"'),
    });
  });

  it('says so when the port that it was told is taken', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toMatchObject({
      code: 'SERVER_START_FAILED',
      output: expect.stringMatching(/Address already in use/),
    });
  });

  describe('with a data folder', () => {
    let parent: string;
    let dataDir: string;

    beforeEach(() => {
      parent = mkdtempSync(join(memoryFolder() ?? tmpdir(), 'ledgerline postgres-'));
      if (isRoot()) rmSync(parent, { recursive: true });
      dataDir = join(parent, 'Bücher & Söhne', 'postgres');
    });

    afterEach(async () => {
      await Promise.all(started.splice(0).map((server) => server.stop('kill')));
      rmSync(parent, { recursive: true, force: true });
    });

    it('keeps the data there for the next start', async () => {
      const first = await start({ dataDir });
      expect(first.dataDir).toBe(dataDir);
      await ask(first.url, 'CREATE TABLE orders AS SELECT 1 AS id');
      await first.stop();
      const second = await start({ dataDir });
      expect(await ask(second.url, 'SELECT id FROM orders')).toEqual([1]);
    });

    it('keeps its port for the next start, unless that is taken', async () => {
      const first = await start({ dataDir });
      await first.stop();
      const second = await start({ dataDir });
      expect(second.url).toBe(first.url);
      await second.stop();
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(first.port, '127.0.0.1', resolve));
      const third = await start({ dataDir });
      expect(third.port).not.toBe(first.port);
      await new Promise((resolve) => other.close(resolve));
    });

    it('begins anew after an initialisation that was cut off', async () => {
      mkdirSync(join(dataDir, 'cluster.partial'), { recursive: true });
      writeFileSync(join(dataDir, 'cluster.partial', 'PG_VERSION'), '18\n');
      writeFileSync(join(dataDir, 'password'), 'of the first try\n');
      const server = await start({ dataDir });
      expect(await ask(server.url, 'SELECT 1')).toEqual([1]);
    });

    it('refuses to share it within one process, and lets go of it at the end', async () => {
      const first = await start({ dataDir });
      await expect(start({ dataDir })).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE', ownerPid: process.pid });
      await first.stop();
      await expect(start({ dataDir })).resolves.toBeDefined();
    });

    it('refuses data of another release, with a remedy', async () => {
      await (await start({ dataDir })).stop();
      const file = join(dataDir, 'cluster', 'PG_VERSION');
      writeFileSync(file, readFileSync(file, 'utf8').replace('18', '15'));
      await expect(start({ dataDir })).rejects.toMatchObject({
        code: 'DATA_FOLDER_REFUSED',
        message: expect.stringMatching(/PostgreSQL 15 made it and this is PostgreSQL 18.*pg_dump/),
      });
    });

    it('refuses a folder with other things in it, and leaves it as it is', async () => {
      mkdirSync(dataDir, { recursive: true });
      writeFileSync(join(dataDir, 'thesis.tex'), '');
      const { uid } = statSync(dataDir);
      await expect(start({ dataDir })).rejects.toMatchObject({
        code: 'DATA_FOLDER_REFUSED',
        message: expect.stringContaining('thesis.tex'),
      });
      expect(statSync(dataDir).uid).toBe(uid);
    });
  });
});

/** What a caller meets at a port: `open`, or the error code. */
function knock(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    socket
      .once('connect', () => resolve('open'))
      .once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.once('connect', () => socket.destroy());
  });
}
