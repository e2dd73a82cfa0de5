import { register } from 'node:module';

/**
 * Starts the servers that all specs share. They end with this process, however that ends.
 *
 * Jest loads this file by plain Node, where neither its transforms of other files nor its module mapping count: hence `.mjs`
 * and the hooks.
 */
export default async function globalSetup() {
  register('./typescript-loader.mjs', import.meta.url);
  const { startSharedServers } = await import('../../tools/local-servers/src/testing/shared-servers.ts');
  const servers = await startSharedServers();
  Object.assign(process.env, servers.environment);
  for (const notice of servers.notices) process.stderr.write(`\n${notice}\n`);
  globalThis.ledgerlineSharedServers = servers;
}
