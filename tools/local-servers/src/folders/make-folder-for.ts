import { chmod, chown, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OsUser } from '../os-user/os-user.js';

/**
 * Makes `folder` as root for another account. The folders made on the way may be entered by all, whatever root's umask says;
 * those that existed are left as they are.
 */
export async function makeFolderFor(folder: string, { uid, gid }: OsUser): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  for (let made = folder; first !== undefined && made.length >= first.length; made = dirname(made)) await chmod(made, 0o755);
  await chown(folder, uid, gid);
}
