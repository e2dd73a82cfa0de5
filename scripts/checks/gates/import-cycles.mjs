import { posix } from 'node:path';
import { productionSources } from './workspaces.mjs';

/**
 * No module needs itself to be loaded. Types leave no trace in a compiled file, and a dynamic import runs later: neither counts.
 */
export function importCycles({ workspaces }) {
  const sources = productionSources(workspaces);
  const files = new Set(sources.map(({ file }) => file));
  const graph = new Map(sources.map(({ file, imports }) => [file, targetsOf(file, imports, files)]));
  const problems = [];
  const done = new Set();
  const walk = (file, path) => {
    if (path.includes(file)) problems.push(`import cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
    if (path.includes(file) || done.has(file)) return;
    for (const target of graph.get(file)) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return { measured: `${[...graph.values()].flat().length} imports between files`, problems };
}

function targetsOf(file, imports, files) {
  return imports
    .filter(({ specifier, kind }) => kind === 'value' && specifier.startsWith('.'))
    .map(({ specifier }) => posix.join(posix.dirname(file), specifier))
    .flatMap((target) => [target.replace(/\.js$/, '.ts'), target.replace(/\.jsx?$/, '.tsx')])
    .filter((target) => files.has(target));
}
