import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot } from '../../os-user/os-user.js';
import { canRun } from '../../os-user/reach.js';
import { findPostgres, installationIn } from '../postgres-installation.js';
import { preparePlace } from './place.js';

const programs = findPostgres();
const asRoot = isRoot() ? describe : describe.skip;
const asAnybody = isRoot() ? describe.skip : describe;

describe('The place of an embedded PostgreSQL', () => {
  let parent: string;
  beforeEach(() => (parent = realpathSync(mkdtempSync(join(tmpdir(), 'ledgerline place é-')))));
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  it('is refused where other things are', async () => {
    writeFileSync(join(parent, 'thesis.tex'), '');
    await expect(preparePlace(parent, programs)).rejects.toMatchObject({ code: 'DATA_FOLDER_REFUSED' });
  });

  asAnybody('started by an ordinary user', () => {
    it('is a folder of that user, shut to others', async () => {
      const { home } = await preparePlace(join(parent, 'data'), programs);
      expect(home.user).toBeUndefined();
      expect(statSync(home.folder).mode & 0o077).toBe(0);
    });

    it('is refused where the user may not write, with a remedy', async () => {
      chmodSync(parent, 0o500);
      await expect(preparePlace(join(parent, 'data'), programs)).rejects.toThrow(/cannot be made.*Choose a folder/);
    });
  });

  asRoot('started by root', () => {
    beforeEach(() => chmodSync(parent, 0o755));

    it('is handed to an unprivileged account, whatever the umask', async () => {
      const umask = process.umask(0o077);
      try {
        const { home } = await preparePlace(join(parent, 'on', 'the way', 'data'), programs);
        expect(home.user?.uid).toBeGreaterThan(0);
        expect(statSync(home.folder)).toMatchObject({ uid: home.user?.uid, gid: home.user?.gid });
        expect(statSync(join(parent, 'on')).uid).toBe(0);
      } finally {
        process.umask(umask);
      }
    });

    it('is in the system folder where that account cannot enter', async () => {
      const system = join(parent, 'system');
      mkdirSync(join(parent, 'shut'), { mode: 0o700 });
      const { home } = await preparePlace(join(parent, 'shut', 'data'), programs, system);
      expect(home.folder.startsWith(`${system}/data-`)).toBe(true);
      expect((await preparePlace(join(parent, 'shut', 'data'), programs, system)).home.folder).toBe(home.folder);
    });

    it('is never an empty one beside data that exist', async () => {
      const { home } = await preparePlace(join(parent, 'project', 'data'), programs);
      mkdirSync(home.cluster);
      await expect(preparePlace(home.folder, programs)).rejects.toThrow(/belongs to root.*chown -R/);
    });

    it('has a copy of programs that the account cannot run, made once', async () => {
      const shut = join(parent, 'shut');
      const system = join(parent, 'system');
      mkdirSync(join(shut, 'native', 'bin'), { recursive: true });
      for (const name of ['postgres', 'initdb']) writeFileSync(join(shut, 'native', 'bin', name), '#!/bin/sh\n', { mode: 0o755 });
      chmodSync(shut, 0o700);
      const found = installationIn(join(shut, 'native'), '18.4', join(shut, 'cache'));

      const { home, installation } = await preparePlace(join(parent, 'data'), found, system);
      expect(installation.root).toBe(join(system, 'postgresql-18.4'));
      expect(home.user && canRun(installation.postgres, home.user)).toBe(true);
      const { ino } = statSync(installation.postgres);
      await preparePlace(join(parent, 'data'), found, system);
      expect(statSync(installation.postgres).ino).toBe(ino);
      expect(existsSync(`${installation.root}.${process.pid}`)).toBe(false);
    });
  });
});
