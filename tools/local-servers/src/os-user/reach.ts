import { spawnSync } from 'node:child_process';
import type { OsUser } from './os-user.js';

/** Whether `user` may enter the folder `path`, asked of the system itself, so that access lists count too. */
export const canEnter = (path: string, user: OsUser): boolean => asUser(user, '[ -d "$1" ] && cd -- "$1"', path);

/** Whether `user` may run the program `path`. */
export const canRun = (path: string, user: OsUser): boolean => asUser(user, '[ -x "$1" ] && [ -r "$1" ]', path);

function asUser({ uid, gid }: OsUser, test: string, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', test, 'sh', path], { uid, gid, cwd: '/', stdio: 'ignore' }).status === 0;
}
