import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { syntaxOf } from './syntax.mjs';

/** Where workspaces lie: `libs/storage`, …, `bench`. The pages of the devtools are a workspace of their own, and no library. */
const FAMILIES = ['libs', 'apps', 'tools'];
const SINGLES = ['bench', 'libs/devtools/ui'];

/**
 * Every workspace under `root`, with its manifest and its sources.
 *
 * A source is a `.ts` or `.tsx` file under `src`. `isSpec` tells specs; a contract suite, which is published, is none.
 */
export function readWorkspaces(root) {
  return [...FAMILIES.flatMap((family) => foldersOf(root, family)), ...SINGLES]
    .filter((path) => existsSync(join(root, path, 'package.json')))
    .map((path) => ({
      path,
      family: SINGLES.includes(path) ? path : path.split('/')[0],
      name: path.split('/').at(-1),
      manifest: JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')),
      sources: filesUnder(root, `${path}/src`).map((file) => readSource(root, file)),
    }));
}

/** All sources of all workspaces but specs. */
export function productionSources(workspaces) {
  return workspaces.flatMap(({ sources }) => sources).filter(({ isSpec }) => !isSpec);
}

function foldersOf(root, family) {
  if (!existsSync(join(root, family))) return [];
  return readdirSync(join(root, family), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${family}/${name}`);
}

/** Paths relative to `root`, with slashes on every platform. */
export function filesUnder(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : filesUnder(root, path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

/** One source file, parsed. */
export function readSource(root, file) {
  const text = readFileSync(join(root, file), 'utf8');
  return { file, text, isSpec: /\.spec\.tsx?$/.test(file), ...syntaxOf(file, text) };
}
