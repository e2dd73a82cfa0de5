import { execFile } from 'node:child_process';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { ServerStartFailedException } from '../exceptions/server-start-failed.exception.js';
import { serverEnvironment } from '../supervision/server-environment.js';
import type { MariaDbHome } from './mariadb-home.js';
import { ADMINISTRATOR } from './mariadb-home.js';
import type { MariaDbInstallation } from './mariadb-installation.js';

const run = promisify(execFile);

/**
 * Makes the data folder, and the statements that the server runs as it starts: one administrator with a password.
 * Root itself may come in by the server's socket only, so nobody else on the machine can.
 */
export async function initialiseData(installation: MariaDbInstallation, home: MariaDbHome): Promise<void> {
  const owner = home.user ? { uid: home.user.uid, gid: home.user.gid } : {};
  await mkdir(home.temporary);
  if (home.user) await chown(home.temporary, home.user.uid, home.user.gid);
  const [program, args] = command(installation, home);
  try {
    await run(program, args, { cwd: '/', env: serverEnvironment(), ...owner });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new ServerStartFailedException(program, 'it could not prepare the data folder', `${stdout}\n${stderr}`, error);
  }
  await writeFile(home.initFile, firstStatements(installation, home), { mode: 0o600 });
  if (home.user) await chown(home.initFile, home.user.uid, home.user.gid);
}

function command(installation: MariaDbInstallation, home: MariaDbHome): [string, string[]] {
  const common = ['--no-defaults', `--datadir=${home.data}`, `--tmpdir=${home.temporary}`];
  if (installation.installDb === undefined) return [installation.server, [...common, '--initialize-insecure']];
  return [
    installation.installDb,
    [...common, '--auth-root-authentication-method=socket', '--skip-test-db', '--skip-name-resolve'],
  ];
}

function firstStatements(installation: MariaDbInstallation, { password }: MariaDbHome): string {
  const statements = [
    `CREATE USER IF NOT EXISTS '${ADMINISTRATOR}'@'%' IDENTIFIED BY '${password}'`,
    `GRANT ALL PRIVILEGES ON *.* TO '${ADMINISTRATOR}'@'%' WITH GRANT OPTION`,
    ...(installation.flavour === 'mysql' ? [`ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}'`] : []),
  ];
  return statements.map((statement) => `${statement};\n`).join('');
}
