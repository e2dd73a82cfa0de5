import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@ledgerline/local-servers/testing';
import { memoryFolder } from '../../tools/local-servers/src/folders/memory-folder.js';
import { processesServing } from '../../tools/local-servers/src/os-process/serves-folder.js';
import { killProcesses } from './kill-processes.js';
import { Program } from './program.js';
import { quietPort } from './quiet-port.js';

jest.setTimeout(60_000);

const APPLICATION = join(__dirname, 'programs', 'application.mjs');

describe('npm start', () => {
  let folder: string;
  let dataDir: string;
  let port: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(memoryFolder() ?? tmpdir(), 'ledgerline start é-'));
    chmodSync(folder, 0o755);
    dataDir = join(folder, '.data', 'postgres');
    port = await quietPort();
  });

  afterEach(async () => {
    await Program.killAll();
    await serversGone();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (env: NodeJS.ProcessEnv = {}, patienceMs = 10_000) =>
    Program.run('start.mjs', [APPLICATION, dataDir, String(patienceMs)], { env: { PORT: String(port), ...env } });
  /** Whatever a spec ends with, no server may outlive it; one that does is reported, and killed. */
  async function serversGone(): Promise<void> {
    try {
      await eventually(() => serverProcesses().length === 0, { timeout: 20_000, until: 'the servers of the spec are gone' });
    } finally {
      killProcesses(serverProcesses());
    }
  }
  const serverProcesses = () => processesServing(join(dataDir, 'cluster'));
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return response.ok ? response.json() : Promise.reject(new Error(await response.text()));
  };
  const listening = async (program: Program) => Number((await program.says(/application: process (\d+) listens/))[1]);
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'on %s stops the application first, then its database, with exit code 0',
    async (signal) => {
      const program = start();
      await listening(program);
      expect(await get('/orders/new')).toEqual([{ id: 1 }]);
      program.signal(signal);
      expect(await program.exit()).toBe(0);
      expect(program.output).toContain('application: the database is still there');
      expect(serverProcesses()).toEqual([]);
    },
  );

  it('takes one Ctrl-C that npm passes on a second time for one', async () => {
    const program = start();
    await listening(program);
    program.signal('SIGINT');
    await program.says(/Stopping/);
    program.signal('SIGINT');
    expect(await program.exit()).toBe(0);
    expect(program.output).toContain('application: the database is still there');
  });

  it('kills an application that does not shut down in time, and says so', async () => {
    const program = start({ STUBBORN: '1' }, 100);
    await listening(program);
    program.signal('SIGTERM');
    expect(await program.exit()).toBe(1);
    expect(program.output).toContain('did not shut down in time and was killed');
    expect(serverProcesses()).toEqual([]);
  });

  it('passes on the exit code of an application that crashes, and stops the database', async () => {
    const program = start();
    await listening(program);
    await expect(get('/crash')).rejects.toThrow();
    expect(await program.exit()).toBe(7);
    expect(serverProcesses()).toEqual([]);
  });

  it('keeps the orders when the application is killed', async () => {
    const program = start();
    const application = await listening(program);
    await get('/orders/new');
    process.kill(application, 'SIGKILL');
    expect(await program.exit()).toBe(137);
    expect(serverProcesses()).toEqual([]);

    await listening(start());
    expect(await get('/orders')).toEqual([{ id: 1 }]);
  });

  it('brings a killed database back while the application runs on', async () => {
    const program = start();
    await listening(program);
    await get('/orders/new');
    killProcesses(serverProcesses());
    await program.says(/PostgreSQL runs again/);
    expect(await get('/orders')).toEqual([{ id: 1 }]);
  });

  it('killed itself, takes application and database down in good order, and finds the orders again', async () => {
    const program = start();
    const application = await listening(program);
    await get('/orders/new');
    program.signal('SIGKILL');
    expect(await program.exit()).toBe('SIGKILL');
    await program.says(/application: the database is still there/);
    await eventually(() => serverProcesses().length === 0 && !isAlive(application));

    await listening(start());
    expect(await get('/orders')).toEqual([{ id: 1 }]);
  });

  it('stops in good order when the npm that runs it is killed', async () => {
    const npm = Program.run('npm.mjs', [APPLICATION, dataDir, '10000'], { env: { PORT: String(port) } });
    const application = await listening(npm);
    npm.signal('SIGKILL');
    await npm.says(/Stopping \(the end of npm\)/);
    await npm.says(/application: the database is still there/);
    await eventually(() => serverProcesses().length === 0 && !isAlive(application));
  });

  it('killed with its application and database at once, finds the orders again', async () => {
    const program = start();
    const application = await listening(program);
    await get('/orders/new');
    killProcesses([program.pid, application, ...serverProcesses()]);
    await program.exit();

    await listening(start());
    expect(await get('/orders')).toEqual([{ id: 1 }]);
  });

  it('waits for a predecessor that is shutting down', async () => {
    const first = start();
    await listening(first);
    await get('/orders/new');
    first.signal('SIGTERM');
    await first.says(/Stopping/);
    await listening(start());
    expect(await first.exit()).toBe(0);
    expect(await get('/orders')).toEqual([{ id: 1 }]);
  });

  it('says so when it runs already, and leaves the other alone', async () => {
    const first = start();
    await listening(first);
    await get('/orders/new');
    const second = start({ PORT: '0' });
    expect(await second.exit()).toBe(1);
    expect(second.output).toContain(`Already running: process ${first.pid} has the data in ${dataDir}`);
    expect(await get('/orders')).toEqual([{ id: 1 }]);
  });

  it('says so when its port is taken, and leaves no database behind', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, resolve));
    const program = start();
    expect(await program.exit()).toBe(1);
    expect(program.output).toContain(`Another program listens on port ${(other.address() as AddressInfo).port}`);
    expect(program.output).not.toContain('application:');
    expect(serverProcesses()).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
  });

  it.each(['three thousand', '-1', '65536'])('refuses PORT=%s with a remedy', async (value) => {
    const program = start({ PORT: value });
    expect(await program.exit()).toBe(1);
    expect(program.output).toMatch(/no port number.*PORT=3001/);
  });

  it('starts no server where STORAGE_URL names a store', async () => {
    const program = start({ STORAGE_URL: 'memory:' });
    await program.says(/listens on \d+ with memory:/);
    expect(program.output).not.toContain('PostgreSQL');
    program.signal('SIGTERM');
    expect(await program.exit()).toBe(0);
  });
});
