import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryFolder } from '../folders/memory-folder.js';
import { makeFolderFor } from '../folders/make-folder-for.js';
import { unprivilegedUser } from '../os-user/os-user.js';
import { fillFromTemplate } from './cluster-template.js';
import { homeIn } from './postgres-home.js';
import type { PostgresHome } from './postgres-home.js';
import { findPostgres } from './postgres-installation.js';

jest.setTimeout(60_000);

describe('The template of temporary clusters', () => {
  const user = unprivilegedUser(['postgres', '_postgres']);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(memoryFolder() ?? tmpdir(), 'ledgerline template é-'));
    chmodSync(folder, 0o755);
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const installation = () => ({ ...findPostgres(), cache: join(folder, 'cache') });

  async function emptyHome(name: string): Promise<PostgresHome> {
    const home = homeIn(join(folder, name), user);
    if (user) await makeFolderFor(home.folder, user);
    else mkdirSync(home.folder);
    return home;
  }

  it('is made once, even by many at the same time, and copied with its password', async () => {
    const homes = await Promise.all(['one', 'two', 'three'].map(emptyHome));
    await Promise.all(homes.map((home) => fillFromTemplate(installation(), home)));
    const [name = '', ...others] = readdirSync(installation().cache);
    expect(others).toEqual([]);
    const template = homeIn(join(installation().cache, name), user);
    for (const home of homes) {
      expect(readFileSync(home.passwordFile, 'utf8')).toBe(readFileSync(template.passwordFile, 'utf8'));
      expect(statSync(home.passwordFile).mode & 0o077).toBe(0);
      expect(readdirSync(home.cluster).toSorted()).toEqual(readdirSync(template.cluster).toSorted());
      expect(statSync(home.cluster).uid).toBe(user?.uid ?? process.getuid?.());
    }
  });

  it('is done without where the cache cannot be made', async () => {
    writeFileSync(join(folder, 'cache'), 'a file in its place');
    const home = await emptyHome('one');
    await fillFromTemplate(installation(), home);
    expect(existsSync(home.cluster)).toBe(false);
  });
});
