import { register } from 'node:module';
import { buildPages } from '../../libs/devtools/ui/build.mjs';

/**
 * Builds the pages of the devtools where they are not up to date, and starts the servers that all specs share. They end with this process, however that ends.
 *
 * Jest loads this file by plain Node, where neither its transforms of other files nor its module mapping count: hence `.mjs`
 * and the hooks.
 */
export default async function globalSetup() {
  await buildPages();
  register('./typescript-loader.mjs', import.meta.url);
  const { startSharedServers } = await import('../../tools/local-servers/src/testing/shared-servers.ts');
  const servers = await startSharedServers();
  Object.assign(process.env, servers.environment);
  for (const notice of servers.notices) process.stderr.write(`\n${notice}\n`);
  globalThis.ledgerlineSharedServers = servers;
}
