import { chmodSync, chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@ledgerline/local-servers';
import { memoryFolder } from '../../tools/local-servers/src/folders/memory-folder.js';
import { isRoot, unprivilegedUser } from '../../tools/local-servers/src/os-user/os-user.js';
import { canEnter, canRun } from '../../tools/local-servers/src/os-user/reach.js';
import { Program } from './program.js';

jest.setTimeout(60_000);

const user = unprivilegedUser(['nobody']);
// An ordinary user's whole run is this test; root's is where two accounts meet, if the other may read the repository.
const canSwitch = isRoot() && user !== undefined && canRun(process.execPath, user) && canEnter(__dirname, user);

describe('An ordinary user', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(memoryFolder() ?? tmpdir(), 'ledgerline ordinary é-'));
    if (user) chownSync(folder, user.uid, user.gid);
  });

  afterEach(async () => {
    await Program.killAll();
    rmSync(folder, { recursive: true, force: true });
  });

  const account = user ? { uid: user.uid, gid: user.gid } : {};
  const run = (dataDir: string) => Program.run('postgres-owner.mjs', [dataDir], account);

  it('starts, stops and starts again on data of its own', async () => {
    for (let round = 0; round < 2; round++) {
      const program = run(join(folder, 'data'));
      await program.says(/server \d+ at/);
      expect(statSync(join(folder, 'data', 'cluster')).uid).toBe(user?.uid ?? process.getuid?.());
      program.signal('SIGTERM');
      expect(await program.exit()).toBe(0);
    }
  });

  it('is told so when the folder cannot be made', async () => {
    chmodSync(folder, 0o500);
    const program = run(join(folder, 'data'));
    expect(await program.exit()).toBe(1);
    expect(program.output).toMatch(/DataFolderRefused.*cannot be made.*Choose a folder/);
  });

  (canSwitch ? it : it.skip)('is told so when root has started there before; root goes on with its data', async () => {
    chmodSync(folder, 0o755);
    const dataDir = join(folder, 'data');
    const byRoot = await startPostgres({ dataDir });
    const owner = statSync(join(dataDir, 'cluster')).uid;
    await byRoot.stop();
    chownSync(dataDir, owner, owner);
    if (owner !== user?.uid) {
      const program = run(dataDir);
      expect(await program.exit()).toBe(1);
      expect(program.output).toMatch(/belongs to the user number \d+.*chown -R/);
    }
    await (await startPostgres({ dataDir })).stop();
  });
});
