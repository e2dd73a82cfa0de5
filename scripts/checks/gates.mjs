#!/usr/bin/env node
/**
 * The gates of the house, over every source of every workspace: lengths, import cycles, arrows, declared dependencies, the register of errors.
 * Prints what it measured; exits with 1 when one is broken. Needs no build.
 *
 *   node scripts/checks/gates.mjs [folder of a repository]
 */
import { resolve } from 'node:path';
import { arrows } from './gates/arrows.mjs';
import { declaredDependencies } from './gates/declared-dependencies.mjs';
import { errorRegister } from './gates/error-register.mjs';
import { importCycles } from './gates/import-cycles.mjs';
import { fileLengths, functionLengths } from './gates/lengths.mjs';
import { readWorkspaces } from './gates/workspaces.mjs';

const GATES = {
  'file lengths': fileLengths,
  'function lengths': functionLengths,
  'import cycles': importCycles,
  'dependency arrows': arrows,
  'declared dependencies': declaredDependencies,
  'error register': errorRegister,
};

const root = resolve(process.argv[2] ?? `${import.meta.dirname}/../..`);
const workspaces = readWorkspaces(root);
for (const [name, gate] of Object.entries(GATES)) {
  const { measured, problems } = gate({ root, workspaces });
  console.log(`${problems.length === 0 ? '✓' : '✗'} ${name}: ${measured}`);
  for (const problem of problems) console.log(`    ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
