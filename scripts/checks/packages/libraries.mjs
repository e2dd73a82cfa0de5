import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..', '..');

/**
 * Every library, with what its manifest promises: `entries` are its front doors with the built files behind each, `peers` what it wants beside
 * itself.
 */
export function readLibraries(repository = root) {
  return readdirSync(join(repository, 'libs'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const folder = join(repository, 'libs', name);
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return { name: manifest.name, folder, entries: entriesOf(manifest), peers: peersOf(manifest) };
    });
}

/** `./backend` → the specifier `@ledgerline/event-sourcing/backend` and the files of its conditions. */
function entriesOf({ name, exports }) {
  return Object.entries(exports).map(([door, target]) => ({
    specifier: name + door.slice(1),
    files: typeof target === 'string' ? [target] : Object.values(target),
    isModule: !door.endsWith('.json'),
  }));
}

function peersOf({ peerDependencies = {}, peerDependenciesMeta = {} }) {
  return Object.entries(peerDependencies).map(([name, range]) => ({
    name,
    range,
    isOptional: peerDependenciesMeta[name]?.optional === true,
  }));
}

/** The front doors that are code, of all libraries. */
export function modulesOf(libraries) {
  return libraries.flatMap(({ entries }) => entries.filter(({ isModule }) => isModule).map(({ specifier }) => specifier));
}
