#!/usr/bin/env node
/**
 * Packs every library as it would be published and installs the tarballs, with plain `npm install`, in fresh applications outside of
 * the repository: ESM and CommonJS on Nest 12, CommonJS on Nest 11. Each is type-checked against the packages' types and run.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const templates = join(root, 'test', 'packages');
const work = mkdtempSync(join(tmpdir(), 'ledgerline-consumers-'));

const COMMON = {
  '@types/node': '^20.0.0',
  '@types/pg': '^8.0.0',
  pg: '^8.16.0',
  'reflect-metadata': '^0.2.2',
  rxjs: '^7.8.0',
  typeorm: '^1.1.0',
  typescript: '~5.9.0',
};

const CONSUMERS = [
  { name: 'ESM, Nest 12', type: 'module', nest: '^12.0.0' },
  { name: 'CommonJS, Nest 12', type: 'commonjs', nest: '^12.0.0' },
  { name: 'CommonJS, Nest 11', type: 'commonjs', nest: '^11.0.0' },
];

/** The libraries that the fresh applications use; the others are packed and looked at. */
const LIBRARIES = ['storage', 'event-sourcing', 'cqrs', 'saga'];

const run = (cwd, program, ...args) =>
  execFileSync(program, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });

function pack(library) {
  const folder = join(root, 'libs', library);
  if (!existsSync(join(folder, 'dist', 'index.js'))) throw new Error(`libs/${library} is not built; run \`npm run build\` first`);
  const [{ filename, files }] = JSON.parse(run(folder, 'npm', 'pack', '--json', '--silent', '--pack-destination', work));
  const stray = files.map(({ path }) => path).filter((path) => /\.spec\.|tsbuildinfo/.test(path));
  if (stray.length > 0) throw new Error(`the package of libs/${library} holds ${stray.join(', ')}`);
  return [`@ledgerline/${library}`, `file:${join(work, filename)}`];
}

function consume({ name, type, nest }, tarballs) {
  const folder = join(work, name.replace(/\W+/g, '-'));
  cpSync(templates, folder, { recursive: true });
  const dependencies = { ...COMMON, '@nestjs/common': nest, '@nestjs/core': nest, '@nestjs/cqrs': nest, ...tarballs };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', version: '1.0.0', private: true, type, dependencies }, null, 2),
  );
  run(folder, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error');
  run(folder, process.execPath, 'node_modules/typescript/bin/tsc', '-p', '.');
  const said = run(folder, process.execPath, 'dist/main.js');
  if (!said.includes('the application works')) throw new Error(`it said: ${said}`);
}

let failures = 0;
try {
  const packed = new Map(readdirSync(join(root, 'libs')).map(pack));
  const tarballs = Object.fromEntries(
    LIBRARIES.map((library) => [`@ledgerline/${library}`, packed.get(`@ledgerline/${library}`)]),
  );
  for (const consumer of CONSUMERS) {
    try {
      consume(consumer, tarballs);
      console.log(`✓ ${consumer.name}`);
    } catch (error) {
      failures += 1;
      console.error(`✗ ${consumer.name}: ${error.message}\n${error.stdout ?? ''}`);
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;
