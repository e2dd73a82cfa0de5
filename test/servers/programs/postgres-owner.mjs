/** Starts an embedded PostgreSQL from source and stays. Argument: the data folder; without one, a temporary folder. */
import { register } from 'node:module';

register('../../support/typescript-loader.mjs', import.meta.url);
const { startPostgres } = await import('../../../tools/local-servers/src/postgres/start-postgres.ts');
try {
  const server = await startPostgres({ dataDir: process.argv[2] });
  process.stdout.write(`server ${server.pid} at ${server.url} in ${server.dataDir}\n`);
  // A server alone keeps nobody alive.
  const staying = setInterval(() => undefined, 60_000);
  process.once('SIGTERM', () => void server.stop().then(() => clearInterval(staying)));
} catch (error) {
  process.stdout.write(`${error.name}: ${error.message}\n`);
  process.exitCode = 1;
}
