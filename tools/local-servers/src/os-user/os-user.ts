import { readFileSync, statSync } from 'node:fs';

/** An account of the operating system that a server runs as. */
export interface OsUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/** Whether this process is root, which database servers refuse to run as. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * The account that servers started by root run as: the first of `names` that exists, else any unprivileged one.
 * Gives undefined where this process is no root: servers then run as the same user as this process.
 */
export function unprivilegedUser(names: readonly string[]): OsUser | undefined {
  if (!isRoot()) return undefined;
  const users = accounts();
  for (const name of [...names, 'nobody']) {
    const found = users.find((user) => user.name === name);
    if (found) return found;
  }
  return users[0];
}

/** The account that owns `path`, if that is neither root nor unknown to the system. */
export function ownerOf(path: string): OsUser | undefined {
  const { uid } = statSync(path);
  return accounts().find((user) => user.uid === uid);
}

/** Every account but root. `initdb` insists on an account with a name, so a bare number would not do. */
function accounts(): OsUser[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4 && !fields[0]?.startsWith('#'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }))
    .filter((user) => user.uid !== 0);
}
