import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mendLibraryLinks } from './library-links.js';

describe('mendLibraryLinks', () => {
  let folder: string;
  let root: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledgerline-links-'));
    root = join(folder, 'native');
    mkdirSync(join(root, 'lib'), { recursive: true });
    writeFileSync(join(root, 'lib', 'libpq.so.5.18'), 'library');
    list([
      { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
      { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
    ]);
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const list = (links: object[]) => writeFileSync(join(root, 'pg-symlinks.json'), JSON.stringify(links));

  it('makes the links that an install without scripts left out, and only once', () => {
    mendLibraryLinks(root, 'the-package');
    mendLibraryLinks(root, 'the-package');
    expect(readlinkSync(join(root, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
    expect(readFileSync(join(root, 'lib', 'libpq.so'), 'utf8')).toBe('library');
  });

  it('has nothing to do where a package lists no links', () => {
    rmSync(join(root, 'pg-symlinks.json'));
    expect(() => mendLibraryLinks(root, 'the-package')).not.toThrow();
  });

  it('names the remedy when a link cannot be made', () => {
    list([{ source: 'native/lib/libpq.so.5.18', target: 'native/nowhere/libpq.so' }]);
    expect(() => mendLibraryLinks(root, 'the-package')).toThrow(/libpq\.so of the-package.*npm rebuild the-package/);
  });
});
