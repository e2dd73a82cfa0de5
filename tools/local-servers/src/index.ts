export { startPostgres } from './postgres/start-postgres.js';
export type { StartPostgresOptions } from './postgres/start-postgres.js';
export type { PostgresServer, PostgresStop } from './postgres/postgres-server.js';
export { startStandby } from './postgres/standby/start-standby.js';
export type { StartStandbyOptions } from './postgres/standby/start-standby.js';
export type { PostgresStandby } from './postgres/standby/postgres-standby.js';

export { startMariaDb } from './mariadb/start-mariadb.js';
export type { StartMariaDbOptions } from './mariadb/start-mariadb.js';
export { HOW_TO_GET_MARIADB, findMariaDb } from './mariadb/mariadb-installation.js';
export type { MariaDbInstallation } from './mariadb/mariadb-installation.js';
export type { MariaDbServer, MariaDbStop } from './mariadb/mariadb-server.js';

export { freePort } from './ports/free-port.js';
export { TemporaryFolder } from './folders/temporary-folder.js';

export { LocalServerException } from './exceptions/local-server.exception.js';
export { DataFolderInUseException } from './exceptions/data-folder-in-use.exception.js';
export { DataFolderRefusedException } from './exceptions/data-folder-refused.exception.js';
export { ServerBinariesMissingException } from './exceptions/server-binaries-missing.exception.js';
export { ServerStartFailedException } from './exceptions/server-start-failed.exception.js';
