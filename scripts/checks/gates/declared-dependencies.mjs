import { isBuiltin } from 'node:module';
import { packageOf } from './package-names.mjs';

/**
 * Peers that no source names and that a library needs all the same: decorators store their metadata with `reflect-metadata`, and Nest's own
 * packages want `rxjs` and `@nestjs/core` beside them.
 */
const IMPLIED = new Set(['reflect-metadata', 'rxjs', '@nestjs/core']);

/**
 * A manifest declares exactly what its sources import, so that an installed package finds everything and brings nothing for naught.
 * A library's source may not lean on `devDependencies`, which a consumer does not have.
 */
export function declaredDependencies({ workspaces }) {
  const manifests = new Map(workspaces.map(({ manifest }) => [manifest.name, manifest]));
  const problems = workspaces.flatMap((workspace) => [
    ...undeclared(workspace),
    ...(workspace.family === 'libs' ? [...unused(workspace, manifests), ...optionalByMistake(workspace)] : []),
  ]);
  return { measured: `${workspaces.length} manifests`, problems };
}

function declaredBy({ family, manifest }) {
  const { dependencies, peerDependencies, devDependencies } = manifest;
  return { ...dependencies, ...peerDependencies, ...(family === 'libs' ? {} : devDependencies) };
}

/** Package name → a file that imports it. */
function importedBy({ sources }) {
  return new Map(
    sources
      .filter(({ isSpec }) => !isSpec)
      .flatMap(({ file, imports }) => imports.map(({ specifier }) => [specifier, file]))
      .filter(([specifier]) => !specifier.startsWith('.') && !isBuiltin(specifier))
      .map(([specifier, file]) => [packageOf(specifier), file]),
  );
}

function undeclared(workspace) {
  const declared = declaredBy(workspace);
  return [...importedBy(workspace)]
    .filter(([name]) => !(name in declared))
    .map(([name, file]) => `${file} imports ${name}, which ${workspace.path}/package.json does not declare`);
}

/** A peer that a library on which this one depends wants is passed on, though no source here names it. */
function unused(workspace, manifests) {
  const imported = importedBy(workspace);
  const passedOn = new Set(
    Object.keys(workspace.manifest.dependencies ?? {}).flatMap((name) =>
      Object.keys(manifests.get(name)?.peerDependencies ?? {}),
    ),
  );
  return Object.keys(declaredBy(workspace))
    .filter((name) => !imported.has(name) && !IMPLIED.has(name) && !passedOn.has(name))
    .map((name) => `${workspace.path}/package.json declares ${name}, which no source imports`);
}

/** `peerDependenciesMeta` for something that is no peer does nothing. */
function optionalByMistake({ path, manifest: { peerDependencies = {}, peerDependenciesMeta = {} } }) {
  return Object.keys(peerDependenciesMeta)
    .filter((name) => !(name in peerDependencies))
    .map((name) => `${path}/package.json calls ${name} an optional peer, but does not list it`);
}
