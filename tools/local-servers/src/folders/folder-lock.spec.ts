import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processIdentity } from '../os-process/process-identity.js';
import { FolderLock } from './folder-lock.js';

describe('FolderLock', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ledgerline-lock-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const leave = (owner: string) => writeFileSync(join(folder, 'owner.json'), owner);

  it('is given to one at a time, and again after its release', () => {
    const lock = FolderLock.take(folder);
    expect(() => FolderLock.take(folder)).toThrow(`in use by process ${process.pid}`);
    lock.release();
    FolderLock.take(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('counts a dead owner for nothing', () => {
    leave(JSON.stringify({ pid: 2 ** 22 + 1, identity: 'gone' }));
    FolderLock.take(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('counts a living process that has got the number of a dead owner for nothing', () => {
    leave(JSON.stringify({ pid: process.ppid, identity: 'another run' }));
    expect(() => FolderLock.take(folder)).not.toThrow();
  });

  it('respects a living owner', () => {
    leave(JSON.stringify({ pid: process.ppid, identity: processIdentity(process.ppid) }));
    expect(() => FolderLock.take(folder)).toThrow(`in use by process ${process.ppid}`);
  });

  it('counts a claim that a crash cut off for nothing', () => {
    leave('{"pid":');
    expect(() => FolderLock.take(folder)).not.toThrow();
  });
});
