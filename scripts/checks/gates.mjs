#!/usr/bin/env node
/**
 * The gates of the house, over every source file that is no spec (contract suites are specs, too): file and function lengths, import cycles, dependency arrows,
 * declared dependencies, and the register of error codes. Prints what it measured; exits with 1 when a gate is broken.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from '@swc/core';

const root = join(import.meta.dirname, '..', '..');
const problems = [];

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter(
    (file) =>
      /^((libs|apps|tools)\/[^/]+|bench)\/src\//.test(file) &&
      file.endsWith('.ts') &&
      !/\.(spec|contract)\.ts$/.test(file) &&
      existsSync(join(root, file)),
  );
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

/** Value at a share of a sorted list, by nearest rank. */
const percentile = (sorted, share) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

function check(isGood, problem) {
  if (!isGood) problems.push(problem);
}

function fileLengths() {
  const lengths = [...sources]
    .map(([file, text]) => ({ file, lines: text.split('\n').length - 1 }))
    .sort((a, b) => a.lines - b.lines);
  const sorted = lengths.map(({ lines }) => lines);
  const [median, p90, longest] = [percentile(sorted, 0.5), percentile(sorted, 0.9), lengths.at(-1)];
  console.log(`files: ${files.length}, median ${median}, p90 ${p90}, longest ${longest.lines} (${longest.file})`);
  check(median < 50, `the median file has ${median} lines; 50 is too many`);
  check(p90 < 200, `one file in ten has ${p90} lines or more; 200 is too many`);
  for (const { file, lines } of lengths) check(lines <= 400, `${file} has ${lines} lines; find the second idea in it (400)`);
}

const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
]);

/** Every function of a file with its length in lines. */
function functionsOf(file, text) {
  const bytes = Buffer.from(text);
  const module = parseSync(text, { syntax: 'typescript', decorators: true, target: 'es2022' });
  const found = [];
  const visit = (node, name) => {
    if (Array.isArray(node)) return node.forEach((each) => visit(each, name));
    if (typeof node !== 'object' || node === null) return;
    const own = node.identifier?.value ?? node.key?.value ?? node.key?.id?.value ?? node.id?.value ?? name;
    if (FUNCTIONS.has(node.type)) {
      const span = node.span ?? node.function?.span;
      // Spans are byte offsets, 1-based, from the start of all that this process has parsed.
      found.push({ file, name: own, start: span.start, end: span.end });
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'span') visit(value, own);
  };
  visit(module.body, '(anonymous)');
  const offset = module.span.start - leadingBytes(text);
  return found.map(({ start, end, ...rest }) => ({
    ...rest,
    lines: bytes
      .subarray(start - offset, end - offset)
      .toString()
      .split('\n').length,
  }));
}

/** Bytes of comments and blanks before the first statement, which the module's span leaves out. */
function leadingBytes(text) {
  const blank = /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/|#![^\n]*\n)*/.exec(text)[0];
  return Buffer.byteLength(blank);
}

function functionLengths() {
  const all = [...sources].flatMap(([file, text]) => functionsOf(file, text)).sort((a, b) => a.lines - b.lines);
  const p99 = percentile(
    all.map(({ lines }) => lines),
    0.99,
  );
  const longest = all
    .slice(-3)
    .reverse()
    .map(({ file, name, lines }) => `${name} ${lines} (${file})`);
  console.log(`functions: ${all.length}, p99 ${p99}, longest ${longest.join(', ')}`);
  check(p99 <= 50, `one function in a hundred has ${p99} lines or more; 50 is the limit`);
  // A function that is one SQL text is as long as the SQL.
  for (const { file, name, lines } of all.filter(({ file }) => !file.includes('/sql/')))
    check(lines <= 80, `${name} in ${file} has ${lines} lines (80)`);
}

const IMPORT = /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;

/** Modules that a file takes values from. */
function valueImports(text) {
  return [...text.matchAll(IMPORT)]
    .filter(([statement]) => !/^(?:import|export)\s*\{(?:\s*type\s+[^,}]+,?)+\s*\}/.test(statement))
    .map(([, specifier]) => specifier);
}

function importCycles() {
  const graph = new Map(
    [...sources].map(([file, text]) => [
      file,
      valueImports(text)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => join(dirname(file), specifier).replace(/\.js$/, '.ts'))
        .filter((target) => sources.has(target)),
    ]),
  );
  const done = new Set();
  const walk = (file, path) => {
    if (path.includes(file)) return problems.push(`import cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
    if (done.has(file)) return undefined;
    for (const target of graph.get(file)) walk(target, [...path, file]);
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) walk(file, []);
}

const LAYERS = {
  storage: [],
  'event-sourcing': ['storage'],
  cqrs: ['storage', 'event-sourcing'],
  saga: ['storage', 'event-sourcing'],
  observability: ['storage', 'event-sourcing', 'cqrs', 'saga'],
  testing: ['storage', 'event-sourcing', 'cqrs', 'saga'],
  devtools: ['storage', 'event-sourcing', 'cqrs', 'saga'],
};

/** Every module that a file names, types included. */
function specifiersOf(text) {
  const statements = text.matchAll(/^(?:import|export)\b(?:[^'";]*?\bfrom)?\s*'([^'\n]+)'|\bimport\('([^'\n]+)'\)/gm);
  return [...statements].map(([, named, dynamic]) => named ?? dynamic);
}

function arrows() {
  for (const [file, text] of sources) {
    const workspace = file
      .split('/')
      .slice(0, file.startsWith('bench/') ? 1 : 2)
      .join('/');
    const lib = file.startsWith('libs/') ? file.split('/')[1] : undefined;
    const manifest = JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8'));
    const declared = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.devDependencies };
    for (const specifier of specifiersOf(text)) {
      if (specifier.startsWith('node:')) continue;
      if (specifier.startsWith('.')) {
        const target = join(dirname(file), specifier);
        check(target.startsWith(`${workspace}/`), `${file} reaches into another workspace: ${specifier}`);
        check(
          target !== `${workspace}/src/index.js` || file === `${workspace}/src/index.ts`,
          `${file} imports its own package's index`,
        );
        continue;
      }
      const [scope, name] = specifier.split('/');
      const packageName = scope.startsWith('@') ? `${scope}/${name}` : scope;
      check(!/^@ledgerline\/[^/]+\/(src|dist)\//.test(specifier), `${file} reaches into another package: ${specifier}`);
      check(packageName in declared, `${file} imports ${packageName}, which ${workspace}/package.json does not declare`);
      if (lib && scope === '@ledgerline')
        check(LAYERS[lib]?.includes(name), `${file} imports ${packageName} against the arrows of the design`);
    }
  }
}

function errorRegister() {
  const codes = new Map();
  for (const [file, text] of sources) {
    if (!file.startsWith('libs/') || !file.endsWith('.exception.ts')) continue;
    for (const [, code] of text.matchAll(/code: '([A-Z0-9_]+)'/g)) codes.set(code, [...(codes.get(code) ?? []), file]);
  }
  const page = readFileSync(join(root, 'docs', 'errors.md'), 'utf8');
  const documented = new Set([...page.matchAll(/^\| `([A-Z0-9_]+)`/gm)].map(([, code]) => code));
  console.log(`error codes: ${codes.size}`);
  for (const [code, homes] of codes) {
    check(homes.length === 1, `the code ${code} stands for two errors: ${homes.join(', ')}`);
    check(documented.has(code), `the code ${code} (${homes[0]}) has no row in docs/errors.md`);
  }
  for (const code of documented) check(codes.has(code), `docs/errors.md describes ${code}, which no exception has`);
}

fileLengths();
functionLengths();
importCycles();
arrows();
errorRegister();
for (const problem of problems) console.error(`✗ ${problem}`);
console.log(problems.length === 0 ? 'all gates hold' : `${problems.length} gates are broken`);
process.exitCode = problems.length === 0 ? 0 : 1;
