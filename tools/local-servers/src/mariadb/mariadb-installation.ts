import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The programs of a MariaDB or MySQL server on this machine. */
export interface MariaDbInstallation {
  readonly flavour: 'mariadb' | 'mysql';
  readonly server: string;
  /** Prepares a data folder; MySQL's server does that itself. */
  readonly installDb: string | undefined;
}

/** How a reader comes by a server, for messages. */
export const HOW_TO_GET_MARIADB =
  'Install one (Debian, Ubuntu: apt-get install mariadb-server; macOS: brew install mariadb), ' +
  'or start one by `docker compose up -d mariadb` and set TEST_MYSQL_URL=mysql://root:ledgerline@127.0.0.1:3306/mysql.';

/** Where packages put servers that are not on an ordinary user's PATH. */
const SYSTEM_FOLDERS = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/libexec',
  '/opt/homebrew/opt/mariadb/bin',
  '/opt/homebrew/opt/mysql/bin',
];

/** Finds the programs on the PATH or where packages put them; undefined where there are none. */
export function findMariaDb(path = process.env['PATH'] ?? ''): MariaDbInstallation | undefined {
  const folders = [...path.split(delimiter).filter((folder) => folder !== ''), ...SYSTEM_FOLDERS];
  const server = findProgram(folders, ['mariadbd', 'mysqld']);
  if (server === undefined) return undefined;
  const flavour = /mariadb/i.test(execFileSync(server, ['--no-defaults', '--version'], { encoding: 'utf8' }))
    ? 'mariadb'
    : 'mysql';
  const installDb = flavour === 'mysql' ? undefined : findProgram(folders, ['mariadb-install-db', 'mysql_install_db']);
  return flavour === 'mariadb' && installDb === undefined ? undefined : { flavour, server, installDb };
}

function findProgram(folders: readonly string[], names: readonly string[]): string | undefined {
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
