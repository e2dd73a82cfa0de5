import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { OsUser } from '../os-user/os-user.js';

/** Where one local MariaDB keeps its things. */
export interface MariaDbHome {
  readonly data: string;
  /** For tables on disk that a query makes. A server that starts removes all of them that it finds, also another one's. */
  readonly temporary: string;
  readonly socket: string;
  readonly pidFile: string;
  readonly initFile: string;
  readonly password: string;
  /** Set when this process is root, which MariaDB refuses to run as. */
  readonly user?: OsUser;
}

/** The administrator of every local MariaDB. */
export const ADMINISTRATOR = 'ledgerline';

/** The layout of `folder`, with a new password. */
export function homeIn(folder: string, user: OsUser | undefined): MariaDbHome {
  return {
    user,
    data: join(folder, 'data'),
    temporary: join(folder, 'temporary'),
    socket: join(folder, 'socket'),
    pidFile: join(folder, 'pid'),
    initFile: join(folder, 'first-statements.sql'),
    password: randomBytes(24).toString('base64url'),
  };
}
