import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DataFolderRefusedException } from '../exceptions/data-folder-refused.exception.js';
import { ServerStartFailedException } from '../exceptions/server-start-failed.exception.js';
import { serverEnvironment } from '../supervision/server-environment.js';
import { ADMINISTRATOR } from './postgres-home.js';
import type { PostgresHome } from './postgres-home.js';
import { majorVersion } from './postgres-installation.js';
import type { PostgresInstallation } from './postgres-installation.js';

const run = promisify(execFile);

/**
 * Makes the database cluster in `home` where there is none yet, and returns the administrator's password.
 * The cluster appears under its name when it is complete, so a kill half-way leaves nothing that looks usable.
 *
 * @param isDurable whether it must survive a power cut at once
 * @throws DataFolderRefusedException when another release of PostgreSQL made the cluster
 */
export async function initialiseCluster(
  installation: PostgresInstallation,
  home: PostgresHome,
  isDurable: boolean,
): Promise<string> {
  if (existsSync(home.cluster)) {
    assertSameRelease(installation, home);
    return readPassword(home);
  }
  const password = await writePassword(home);
  const partial = `${home.cluster}.partial`;
  await rm(partial, { recursive: true, force: true });
  await initdb(installation, home, partial, isDurable);
  await rename(partial, home.cluster);
  return password;
}

function assertSameRelease(installation: PostgresInstallation, home: PostgresHome): void {
  const found = readFileSync(join(home.cluster, 'PG_VERSION'), 'utf8').trim();
  const wanted = majorVersion(installation);
  if (found === wanted) return;
  throw new DataFolderRefusedException(
    home.folder,
    `PostgreSQL ${found} made it and this is PostgreSQL ${wanted}`,
    'Move its data by pg_dump and pg_restore, or remove the folder to begin anew.',
  );
}

async function readPassword(home: PostgresHome): Promise<string> {
  try {
    return (await readFile(home.passwordFile, 'utf8')).trim();
  } catch (cause) {
    throw new DataFolderRefusedException(
      home.folder,
      'its password file cannot be read',
      'Run as the owner of the folder, or remove the folder to begin anew.',
      cause,
    );
  }
}

async function writePassword(home: PostgresHome): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  await rm(home.passwordFile, { force: true });
  await writeFile(home.passwordFile, `${password}\n`, { mode: 0o600 });
  if (home.user) await chown(home.passwordFile, home.user.uid, home.user.gid);
  return password;
}

async function initdb(installation: PostgresInstallation, home: PostgresHome, folder: string, isDurable: boolean): Promise<void> {
  const args = [
    `--pgdata=${folder}`,
    `--username=${ADMINISTRATOR}`,
    `--pwfile=${home.passwordFile}`,
    // A password, though all is local: whoever may log in as administrator may run programs as the owner of the server.
    '--auth=scram-sha-256',
    // The password is long and random, so slow hashing protects nothing and would cost each connection milliseconds.
    '--set=scram_iterations=1',
    '--encoding=UTF8',
    '--no-locale',
    ...(isDurable ? [] : ['--no-sync']),
  ];
  const owner = home.user ? { uid: home.user.uid, gid: home.user.gid } : {};
  try {
    await run(installation.initdb, args, { cwd: '/', env: serverEnvironment(), ...owner });
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    await rm(folder, { recursive: true, force: true });
    throw new ServerStartFailedException(installation.initdb, firstLine(message), `${stdout}\n${stderr}`, error);
  }
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';
