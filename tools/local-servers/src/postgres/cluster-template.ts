import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolderFor } from '../folders/make-folder-for.js';
import { canEnter } from '../os-user/reach.js';
import type { OsUser } from '../os-user/os-user.js';
import { initialiseCluster } from './initialise-cluster.js';
import { homeIn } from './postgres-home.js';
import type { PostgresHome } from './postgres-home.js';
import type { PostgresInstallation } from './postgres-installation.js';

const run = promisify(execFile);

/**
 * Fills the empty `home` of a temporary server with a copy of a cluster that is made once a release and account: a tenth of the
 * time of `initdb`. Does nothing where the cache cannot be written; the home is then initialised as any other.
 */
export async function fillFromTemplate(installation: PostgresInstallation, home: PostgresHome): Promise<void> {
  const template = await findTemplate(installation, home.user);
  if (!template) return;
  const owner = home.user ? { uid: home.user.uid, gid: home.user.gid } : {};
  await run('cp', ['-Rp', template.passwordFile, template.cluster, home.folder], { cwd: '/', ...owner });
}

async function findTemplate(installation: PostgresInstallation, user: OsUser | undefined): Promise<PostgresHome | undefined> {
  const name = `cluster-${installation.version}-${user?.uid ?? process.getuid?.() ?? 0}`;
  const template = homeIn(join(installation.cache, name), user);
  if (existsSync(template.cluster)) return isReachable(template) ? template : undefined;
  try {
    await makeFolder(installation.cache, user);
  } catch {
    return undefined;
  }
  if (!isReachable(homeIn(installation.cache, user))) return undefined;
  await make(installation, template);
  return template;
}

const isReachable = ({ folder, user }: PostgresHome): boolean => user === undefined || canEnter(folder, user);

function makeFolder(folder: string, user: OsUser | undefined): Promise<unknown> {
  return user ? makeFolderFor(folder, user) : mkdir(folder, { recursive: true });
}

/** Made aside and moved as a whole: what has the template's name is complete, and of many makers the first one wins. */
async function make(installation: PostgresInstallation, template: PostgresHome): Promise<void> {
  const aside = homeIn(`${template.folder}.${randomUUID()}`, template.user);
  await makeFolder(aside.folder, template.user);
  try {
    await initialiseCluster(installation, aside, true);
    await rename(aside.folder, template.folder);
  } catch (error) {
    await rm(aside.folder, { recursive: true, force: true });
    if (!existsSync(template.cluster)) throw error;
  }
}
