import { spawnSync } from 'node:child_process';

/**
 * Runs a program to its end.
 *
 * What `npm run` tells the programs that it starts would lead an npm in another folder back to this workspace, so it is not passed on.
 *
 * @returns {string} all that it said, on both channels
 * @throws {Error} with all that it said when it fails, or takes longer than five minutes
 */
export function run(cwd, program, ...args) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        name !== 'NODE_OPTIONS' &&
        !/^npm_(package|lifecycle|command|execpath|config_(local_)?prefix|config_workspace)/i.test(name),
    ),
  );
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0)
    throw new Error(`${[program, ...args].join(' ')}: ${error?.message ?? `exit code ${status}`}\n${stdout}${stderr}`);
  return stdout + stderr;
}
