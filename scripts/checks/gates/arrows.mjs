import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { packageOf } from './package-names.mjs';

const { libraries, foreign } = JSON.parse(readFileSync(new URL('layers.json', import.meta.url), 'utf8'));

/**
 * Imports follow the arrows of the design, enter other workspaces by their front doors only, and never pass a package's own front door from
 * within. A spec is a user of its package as well: it may know every package and its own index, but enters by the front doors, too.
 */
export function arrows({ workspaces }) {
  const problems = workspaces.flatMap((workspace) =>
    workspace.sources.flatMap((source) => source.imports.flatMap((each) => problemsOf(workspace, source, each.specifier))),
  );
  const unknown = workspaces
    .filter(({ family, name }) => family === 'libs' && !(name in libraries))
    .map(({ path }) => `${path} has no place among the layers yet: add it to scripts/checks/gates/layers.json`);
  return { measured: `${workspaces.length} workspaces`, problems: [...problems, ...unknown] };
}

function problemsOf(workspace, { file, isSpec }, specifier) {
  if (specifier.startsWith('node:')) return [];
  if (specifier.startsWith('.')) return byPath(workspace, file, specifier, isSpec);
  return [...byDoor(file, specifier), ...(isSpec ? [] : byLayer(workspace, file, specifier))];
}

function byPath({ path }, file, specifier, isSpec) {
  const target = posix.join(posix.dirname(file), specifier);
  if (!target.startsWith(`${path}/src/`)) return [`${file} reaches out of its workspace: ${specifier}`];
  return !isSpec && target === `${path}/src/index.js` ? [`${file} imports its own package's index`] : [];
}

function byDoor(file, specifier) {
  return /^@ledgerline\/[^/]+\/(src|dist)(\/|$)/.test(specifier) ? [`${file} reaches into another package: ${specifier}`] : [];
}

function byLayer({ family, name, path }, file, specifier) {
  const packageName = packageOf(specifier);
  const ours = packageName.startsWith('@ledgerline/') ? packageName.slice('@ledgerline/'.length) : undefined;
  if (family === 'tools') return ours ? [`${file} imports ${packageName}: tools know no library`] : [];
  if (family !== 'libs') return [];
  if (ours === name) return [`${file} imports its own package's index`];
  const isAllowed = ours ? (libraries[name] ?? []).includes(ours) : !(foreign[name] ?? []).includes(packageName);
  return isAllowed ? [] : [`${file} imports ${packageName}, against the arrows of the design: ${path} may not know it`];
}
