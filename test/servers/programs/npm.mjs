/** Stands for npm: runs the start script and waits for it. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('start.mjs', import.meta.url));
const env = { ...process.env, npm_lifecycle_event: 'start' };
const child = spawn(process.execPath, [script, ...process.argv.slice(2)], { stdio: 'inherit', env });
process.stdout.write(`start script ${child.pid}\n`);
