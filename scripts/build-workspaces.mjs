import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Builds `workspaces` and all that they refer to, in order, and the pages of the devtools; what is up to date is left alone.
 *
 * @returns {Promise<boolean>} whether all of it is built
 */
export async function buildWorkspaces(root, workspaces, say) {
  const pages = join(root, 'libs', 'devtools', 'ui', 'build.mjs');
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) {
    say('The dependencies are not installed. Run `npm ci` first.');
    return false;
  }
  say('Building what has changed (the first time: all of it) …');
  const begun = performance.now();
  const code =
    (await run(process.execPath, [compiler, '-b', ...workspaces], root)) || (await run(process.execPath, [pages], root));
  say(code === 0 ? `Built in ${((performance.now() - begun) / 1000).toFixed(1)} s` : 'The build failed; the errors are above.');
  return code === 0;
}

function run(program, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
