import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPostmasterFile } from './postmaster-file.js';

describe('readPostmasterFile', () => {
  let cluster: string;
  beforeEach(() => (cluster = mkdtempSync(join(tmpdir(), 'ledgerline-postmaster-'))));
  afterEach(() => rmSync(cluster, { recursive: true, force: true }));

  const file = (...lines: string[]) => writeFileSync(join(cluster, 'postmaster.pid'), lines.join('\n'));

  it('reads process, port and state', () => {
    file('4711', '/data', '1700000000', '5432', '', '127.0.0.1', '  12345  67890', 'ready   ', '');
    expect(readPostmasterFile(cluster)).toEqual({ pid: 4711, port: 5432, isReady: true });
  });

  it('knows a server that is still starting', () => {
    file('4711', '/data', '1700000000', '5432', '', '127.0.0.1', '', 'starting');
    expect(readPostmasterFile(cluster)).toEqual({ pid: 4711, port: 5432, isReady: false });
  });

  it('reads a file that is being written as far as it goes', () => {
    file('4711');
    expect(readPostmasterFile(cluster)).toMatchObject({ pid: 4711, isReady: false });
    file('');
    expect(readPostmasterFile(cluster)).toBeUndefined();
  });

  it('gives nothing where there is no file', () => expect(readPostmasterFile(cluster)).toBeUndefined());
});
