#!/usr/bin/env node
/**
 * `npm start`: builds what is not built yet, then runs the sample application on an embedded PostgreSQL.
 *
 *   PORT=3001          another port than 3000
 *   STORAGE_URL=…      another store (postgres://…, mysql://…), or `memory:` for none
 */
import { join } from 'node:path';
import { buildWorkspaces } from './build-workspaces.mjs';

const root = join(import.meta.dirname, '..');
const say = (line) => process.stdout.write(`${line}\n`);

if (await buildWorkspaces(root, ['tools/local-servers', 'apps/order-fulfilment'], say)) {
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
