#!/usr/bin/env node
/**
 * `npm run soak`: the sample application under a steady load for ten minutes, while its database is restarted twice.
 *
 *   npm run soak -- 120    another number of seconds
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const seconds = Number(process.argv[2] ?? 600);
if (!Number.isInteger(seconds) || seconds < 10) {
  process.stderr.write('Give the seconds of load as a whole number, 10 or more: npm run soak -- 120\n');
  process.exit(1);
}
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const child = spawn(process.execPath, [jest, 'test/soak/soak.int.spec.ts', '--ci'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, SOAK_SECONDS: String(seconds) },
  stdio: 'inherit',
});
child.once('exit', (code) => process.exit(code ?? 1));
