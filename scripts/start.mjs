#!/usr/bin/env node
/**
 * `npm start`: builds what is not built yet, then runs the sample application on an embedded PostgreSQL.
 *
 *   PORT=3001          another port than 3000
 *   STORAGE_URL=…      another store (postgres://…, mysql://…), or `memory:` for none
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWorkspaces } from './build-workspaces.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (line) => process.stdout.write(`${line}\n`);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  say(`This is Node ${process.versions.node}; Ledgerline needs 20.19 or newer.`);
  process.exitCode = 1;
} else if (await buildWorkspaces(root, ['tools/local-servers', 'apps/order-fulfilment'], say)) {
  const { start } = await import('@ledgerline/local-servers/start');
  process.exitCode = await start({
    main: join(root, 'apps/order-fulfilment/dist/main.js'),
    dataDir: join(root, '.data', 'postgres'),
    env: process.env,
    report: say,
  });
} else {
  process.exitCode = 1;
}
