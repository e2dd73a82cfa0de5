/** What `npm start` does after the build, from source. Arguments: the application's main file, the data folder, patience in ms. */
import { register } from 'node:module';

register('../../support/typescript-loader.mjs', import.meta.url);
const { start } = await import('../../../tools/local-servers/src/start/start.ts');
const [main, dataDir, patienceMs] = process.argv.slice(2);
const report = (line) => process.stdout.write(`${line}\n`);
process.exitCode = await start({ main, dataDir, env: process.env, report, patienceMs: Number(patienceMs) });
