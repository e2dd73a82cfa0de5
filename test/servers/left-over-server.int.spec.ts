import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findMariaDb, startPostgres } from '@ledgerline/local-servers';
import type { PostgresServer } from '@ledgerline/local-servers';
import { eventually, isAvailable } from '@ledgerline/local-servers/testing';
import { memoryFolder } from '../../tools/local-servers/src/folders/memory-folder.js';
import { processesServing } from '../../tools/local-servers/src/os-process/serves-folder.js';
import { unprivilegedUser } from '../../tools/local-servers/src/os-user/os-user.js';
import { withClient } from '../../tools/local-servers/src/postgres/administration.js';
import { killProcesses } from './kill-processes.js';
import { Program } from './program.js';

jest.setTimeout(60_000);

describe('A server that a killed process left behind', () => {
  let dataDir: string;
  let cluster: string;
  const started: PostgresServer[] = [];

  beforeEach(() => {
    dataDir = realpathSync(mkdtempSync(join(memoryFolder() ?? tmpdir(), 'ledgerline left over-')));
    chmodSync(dataDir, 0o755);
    cluster = join(dataDir, 'cluster');
  });

  afterEach(async () => {
    await Program.killAll();
    await Promise.all(started.splice(0).map((server) => server.stop('kill')));
    killProcesses(processesServing(cluster));
    await eventually(() => processesServing(cluster).length === 0);
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function start(log: string[] = []): Promise<PostgresServer> {
    const server = await startPostgres({ dataDir, onLog: (line) => log.push(line) });
    started.push(server);
    return server;
  }

  /** A process of its own with a server that holds one order. */
  async function owner(): Promise<{ program: Program; pid: number; url: string }> {
    const program = Program.run('postgres-owner.mjs', [dataDir]);
    const [, pid, url] = await program.says(/server (\d+) at (\S+) in/);
    await withClient(url ?? '', (client) => client.query('CREATE TABLE orders AS SELECT 1 AS id'));
    return { program, pid: Number(pid), url: url ?? '' };
  }

  const orders = (server: PostgresServer) =>
    withClient(server.url, async (client) => (await client.query('SELECT id FROM orders')).rows);

  /** The shells that watch over the server, which `kill -9` of Node alone does not reach. */
  function watchers(program: Program): number[] {
    const children = (pid: number): number[] =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
    return children(program.pid).flatMap((shell) => [shell, ...children(shell)]);
  }

  it('ends by itself, in good order, when its Node process is killed', async () => {
    const { program } = await owner();
    program.signal('SIGKILL');
    await eventually(() => processesServing(cluster).length === 0);
    const log: string[] = [];
    expect(await orders(await start(log))).toEqual([{ id: 1 }]);
    expect(log.join('\n')).toContain('database system was shut down at');
    expect(log.join('\n')).not.toContain('not properly shut down');
  });

  it('is stopped and taken over when it outlived even those who watch over it', async () => {
    const { program, pid } = await owner();
    const family = new Set([program.pid, ...watchers(program)]);
    family.delete(pid);
    killProcesses(family);
    await program.exit();
    expect(processesServing(cluster)).toContain(pid);

    const server = await start();
    expect(server.pid).not.toBe(pid);
    expect(processesServing(cluster)).not.toContain(pid);
    expect(await orders(server)).toEqual([{ id: 1 }]);
  });

  it('recovers what was committed when the server was killed with its Node process', async () => {
    const { program } = await owner();
    killProcesses([program.pid, ...processesServing(cluster)]);
    await program.exit();
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(true);
    const log: string[] = [];
    expect(await orders(await start(log))).toEqual([{ id: 1 }]);
    expect(log.join('\n')).toContain('was not properly shut down; automatic recovery in progress');
  });

  it('does not mistake a process that now has its number for it', async () => {
    const { program, pid } = await owner();
    killProcesses([program.pid, ...processesServing(cluster)]);
    await program.exit();
    const stranger = await idleProcess();
    const file = join(cluster, 'postmaster.pid');
    writeFileSync(file, readFileSync(file, 'utf8').replace(String(pid), String(stranger.pid)));

    expect(await orders(await start())).toEqual([{ id: 1 }]);
    expect(stranger.exitCode).toBe(null);
    expect(stranger.signalCode).toBe(null);
    stranger.kill('SIGKILL');
  });

  it('is refused, not ended, while its owner lives', async () => {
    const { program, pid, url } = await owner();
    await expect(start()).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE', ownerPid: program.pid });
    expect(processesServing(cluster)).toContain(pid);
    await expect(withClient(url, (client) => client.query('SELECT'))).resolves.toBeDefined();
  });

  it('of many processes that start at once, one gets the folder', async () => {
    const { program } = await owner();
    program.signal('SIGKILL');
    await program.exit();
    const racers = Array.from({ length: 4 }, () => Program.run('postgres-owner.mjs', [dataDir]));
    await Promise.all(racers.map((racer) => racer.says(/server \d+ at|DataFolderInUse/)));
    expect(racers.filter((racer) => racer.output.includes('server'))).toHaveLength(1);
  });
});

describe('A temporary folder', () => {
  afterEach(() => Program.killAll());

  it('goes when its Node process is killed, and the server in it', async () => {
    const program = Program.run('postgres-owner.mjs', []);
    const [, folder = ''] = await program.says(/ in (\S+)$/m);
    expect(existsSync(join(folder, 'cluster'))).toBe(true);
    program.signal('SIGKILL');
    await eventually(() => !existsSync(folder), { timeout: 30_000 });
    expect(processesServing(join(folder, 'cluster'))).toEqual([]);
  });

  // A run may have a server by URL only, and no programs: then there is nothing here to test.
  (isAvailable('mysql') && findMariaDb() ? it : it.skip)(
    'goes when its Node process is killed, and the MariaDB in it',
    async () => {
      const program = Program.run('mariadb-owner.mjs', []);
      const [, data = ''] = await program.says(/ in (\S+)$/m);
      expect(processesServing(realpathSync(data))).toHaveLength(1);
      program.signal('SIGKILL');
      await eventually(() => !existsSync(dirname(data)), { timeout: 30_000 });
      expect(processesServing(data)).toEqual([]);
    },
  );
});

/** A living process of the account that servers run as. */
async function idleProcess(): Promise<ChildProcess> {
  const user = unprivilegedUser(['postgres', '_postgres']);
  const child = spawn('sleep', ['600'], { cwd: '/', ...(user ? { uid: user.uid, gid: user.gid } : {}) });
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return child;
}
