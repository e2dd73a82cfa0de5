import type { DataSource } from 'typeorm';
import { InvalidStorageUrlException } from '../exceptions/invalid-storage-url.exception.js';
import type { ResolvedStorage } from '../storage-options.js';

const OLDEST_POSTGRES = 14;

/**
 * Refuses a server that lacks what the suite's SQL needs: PostgreSQL 14, MySQL 8.0.1, MariaDB 10.6. One round trip.
 *
 * @throws InvalidStorageUrlException that names the server's version and the oldest that works
 */
export async function assertServerVersion(dataSource: DataSource, storage: ResolvedStorage): Promise<void> {
  if (storage.engine === 'postgres') {
    const [row] = await dataSource.query<{ version: string }[]>(`SELECT current_setting('server_version_num') AS version`);
    const major = Math.floor(Number(row?.version) / 10_000);
    if (major < OLDEST_POSTGRES)
      refuse(storage, `the server is PostgreSQL ${major}, and ${OLDEST_POSTGRES} is the oldest that works`);
    return;
  }
  const [row] = await dataSource.query<{ version: string }[]>('SELECT VERSION() AS version');
  const version = row?.version ?? '';
  const isMariaDb = /mariadb/i.test(version);
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  const number = major * 1_000_000 + minor * 1_000 + patch;
  if (isMariaDb ? number < 10_006_000 : number < 8_000_001) {
    refuse(storage, `the server is ${version}, and ${isMariaDb ? 'MariaDB 10.6' : 'MySQL 8.0.1'} is the oldest that works`);
  }
}

function refuse(storage: ResolvedStorage, problem: string): never {
  throw new InvalidStorageUrlException(storage.shown, problem);
}
