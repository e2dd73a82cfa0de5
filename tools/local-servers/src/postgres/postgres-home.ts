import { join } from 'node:path';
import type { OsUser } from '../os-user/os-user.js';

/** Where one embedded PostgreSQL keeps its things, and the account that owns them. */
export interface PostgresHome {
  readonly folder: string;
  /** What PostgreSQL itself calls its data folder. */
  readonly cluster: string;
  /** The administrator's password; only the owner of the folder may read it. */
  readonly passwordFile: string;
  /** Set when this process is root, which PostgreSQL refuses to run as. */
  readonly user?: OsUser;
}

/** The administrator of every embedded PostgreSQL. */
export const ADMINISTRATOR = 'ledgerline';

/** The layout of `folder`. */
export function homeIn(folder: string, user: OsUser | undefined): PostgresHome {
  return { folder, user, cluster: join(folder, 'cluster'), passwordFile: join(folder, 'password') };
}
