#!/usr/bin/env node
/**
 * Packs every library and installs the tarballs, with plain `npm install`, in fresh applications outside of the repository. Each is type-checked
 * against the packages' types, loads every front door of every library, and runs `test/packages/src/main.ts`. Needs a build.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modulesOf, readLibraries, root } from './libraries.mjs';
import { pack } from './pack.mjs';
import { run } from './run.mjs';

/** `peers` says whether the optional ones are there, too: without them a store in memory must work all the same. */
const CONSUMERS = [
  { name: 'ESM, Nest 12, TypeScript 7, no optional peer', type: 'module', nest: 12, typescript: '~7.0.2', peers: 'required' },
  { name: 'CommonJS, Nest 12, TypeScript 6', type: 'commonjs', nest: 12, typescript: '~6.0.3', peers: 'all' },
  { name: 'CommonJS, Nest 11, TypeScript 5', type: 'commonjs', nest: 11, typescript: '~5.9.3', peers: 'all' },
];

/** An application's manifest: the tarballs, and the peers that they ask for. */
function manifestOf({ type, nest, typescript, peers }, libraries, tarballs) {
  const wanted = libraries
    .flatMap((library) => library.peers)
    .filter(({ isOptional }) => peers === 'all' || !isOptional)
    .map(({ name, range }) => [name, range.includes(`^${nest}.`) ? `^${nest}.0.0` : range]);
  const types = peers === 'all' ? { '@types/pg': '^8.0.0' } : {};
  return {
    name: 'consumer',
    version: '1.0.0',
    private: true,
    type,
    dependencies: { ...Object.fromEntries(wanted), ...tarballs },
    devDependencies: { typescript, '@types/node': '^20.0.0', ...types },
  };
}

/** @throws {Error} that says what a user of the packages would have seen */
function consume(consumer, libraries, tarballs, folder) {
  cpSync(join(root, 'test', 'packages'), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifestOf(consumer, libraries, tarballs), null, 2));
  const doors = modulesOf(libraries).map((specifier, index) => `export * as door${index} from '${specifier}';\n`);
  writeFileSync(join(folder, 'src', 'front-doors.ts'), doors.join(''));
  const said = run(folder, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund');
  if (/ERESOLVE|peer/i.test(said)) throw new Error(`npm complained about peers:\n${said}`);
  run(folder, process.execPath, 'node_modules/typescript/bin/tsc', '-p', '.');
  if (consumer.peers === 'all') checkDeclarations(folder);
  run(folder, process.execPath, 'dist/front-doors.js');
  const answer = run(folder, process.execPath, '--trace-warnings', 'dist/main.js');
  if (answer.trim() !== 'the application works') throw new Error(`it said: ${answer}`);
}

/** The declarations themselves are sound; what is wrong in those of other packages is not ours to judge. */
function checkDeclarations(folder) {
  try {
    run(folder, process.execPath, 'node_modules/typescript/bin/tsc', '-p', '.', '--noEmit', '--skipLibCheck', 'false');
  } catch (error) {
    const ours = error.message.split('\n').filter((line) => line.startsWith('node_modules/@ledgerline/'));
    if (ours.length > 0) throw new Error(`the declarations do not compile:\n${ours.join('\n')}`, { cause: error });
  }
}

const work = mkdtempSync(join(tmpdir(), 'ledgerline-consumers-'));
try {
  const libraries = readLibraries();
  const tarballs = Object.fromEntries(libraries.map((library) => [library.name, `file:${pack(library, work)}`]));
  console.log(`✓ ${libraries.length} libraries packed`);
  for (const [index, consumer] of CONSUMERS.entries()) {
    const begun = performance.now();
    try {
      consume(consumer, libraries, tarballs, join(work, `consumer-${index}`));
      console.log(`✓ ${consumer.name} (${((performance.now() - begun) / 1000).toFixed(0)} s)`);
    } catch (error) {
      console.log(`✗ ${consumer.name}: ${error.message}`);
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
