import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from './libraries.mjs';

/** How long it may take to start and to stop, on a busy machine. */
const PATIENCE_MS = 60_000;

/**
 * Starts the built sample application on a store in memory, hands its address to `use`, and stops it.
 *
 * @throws {Error} when it does not start, or does not end well at SIGTERM
 */
export async function withSampleApplication(use) {
  const main = join(root, 'apps', 'order-fulfilment', 'dist', 'main.js');
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: '0', STORAGE_URL: 'memory:' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  try {
    await use(await addressOf(child, ended));
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null], 'exit code and signal after SIGTERM');
  } finally {
    clearTimeout(impatience);
    child.kill('SIGKILL');
  }
}

/** Where it says that it listens. */
async function addressOf(child, ended) {
  let said = '';
  const found = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk;
        const url = /Health\s+(http:\/\/\S+)\/health/.exec(said)?.[1];
        if (url) resolve(url);
      });
  });
  const url = await Promise.race([found, ended]);
  if (typeof url !== 'string') throw new Error(`the sample application ended before it listened:\n${said}`);
  return url;
}
