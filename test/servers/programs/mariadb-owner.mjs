/** Starts a MariaDB from source in a temporary folder and stays. */
import { register } from 'node:module';

register('../../support/typescript-loader.mjs', import.meta.url);
const { startMariaDb } = await import('../../../tools/local-servers/src/mariadb/start-mariadb.ts');
const server = await startMariaDb();
process.stdout.write(`server ${server.pid} at ${server.url} in ${server.dataDir}\n`);
// A server alone keeps nobody alive.
setInterval(() => undefined, 60_000);
