#!/usr/bin/env node
/**
 * Builds the pages into `dist/`, unless what is there was made of the same sources. Everything that needs the pages calls this first:
 * `npm run build`, `npm start`, `npm test`, `npm pack`.
 *
 *   node libs/devtools/ui/build.mjs [--force]
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const here = import.meta.dirname;
const FINGERPRINT = join(here, 'dist', 'fingerprint.txt');
/** What the pages are made of. */
const SOURCES = [
  'src',
  'index.html',
  'vite.config.mjs',
  'build.mjs',
  'package.json',
  'tsconfig.json',
  '../src/api',
  '../src/api.ts',
];

/** @returns {Promise<boolean>} whether anything had to be built */
export async function buildPages({ isForced = false } = {}) {
  const fingerprint = fingerprintOf(SOURCES.map((name) => join(here, name)));
  if (!isForced && existsSync(FINGERPRINT) && readFileSync(FINGERPRINT, 'utf8') === fingerprint) return false;
  const { build } = await import('vite');
  await build({ configFile: join(here, 'vite.config.mjs') });
  writeFileSync(FINGERPRINT, fingerprint);
  return true;
}

function fingerprintOf(paths) {
  const hash = createHash('sha256').update(createRequire(import.meta.url)('vite/package.json').version);
  for (const file of paths.flatMap(filesOf).sort())
    hash
      .update(`${file.slice(here.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

function filesOf(path) {
  if (/\.[a-z]+$/.test(path)) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)],
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildPages({ isForced: process.argv.includes('--force') });
}
