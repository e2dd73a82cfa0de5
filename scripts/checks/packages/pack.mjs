import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * Packs a library as it would be published, and looks at what is in it: each front door, nothing stale, no spec.
 *
 * @returns {string} path of the tarball
 */
export function pack({ name, folder, entries }, destination) {
  if (!existsSync(join(folder, 'dist'))) throw new Error(`${name} is not built: run \`npm run build\` first`);
  const said = run(folder, 'npm', 'pack', '--json', '--silent', '--pack-destination', destination);
  const [{ filename, files }] = JSON.parse(said.slice(said.indexOf('[')));
  const paths = new Set(files.map(({ path }) => path));
  const missing = entries.flatMap((entry) => entry.files).filter((file) => !paths.has(file.replace('./', '')));
  if (missing.length > 0) throw new Error(`the package ${name} lacks ${missing.join(', ')}, which its exports name`);
  const stray = [...paths].filter((path) => /\.spec\.|\.tsbuildinfo$/.test(path) || isStale(path, paths));
  if (stray.length > 0) {
    const remedy = stray.some((path) => isStale(path, paths)) ? ` (delete ${join(folder, 'dist')} and build again)` : '';
    throw new Error(`the package ${name} holds what does not belong there: ${stray.join(', ')}${remedy}`);
  }
  return join(destination, filename);
}

/** A compiled file whose source is gone; `tsc -b` leaves those behind. */
function isStale(path, paths) {
  const source = /^dist\/(.*)\.(js|d\.ts)$/.exec(path)?.[1];
  return source !== undefined && !paths.has(`src/${source}.ts`) && !paths.has(`src/${source}.tsx`);
}
