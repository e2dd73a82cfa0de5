#!/usr/bin/env node
/**
 * What was built works in plain Node, where Jest's own module loader hides nothing: every file that a manifest's `exports` names is there, every front
 * door opens by `import` and by `require` (and leads to the same objects), a small application runs on the libraries, and the sample
 * application answers requests. Needs a build.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformFileSync } from '@swc/core';
import { modulesOf, readLibraries, root } from './libraries.mjs';
import { run } from './run.mjs';
import { withSampleApplication } from './sample-application.mjs';

const libraries = readLibraries();

const CHECKS = {
  'every file that exports name': () => {
    const named = libraries.flatMap(({ folder, entries }) =>
      entries.flatMap(({ files }) => files.map((file) => join(folder, file))),
    );
    assert.deepEqual(
      named.filter((file) => !existsSync(file)),
      [],
    );
  },
  'every front door, by import and by require': () => {
    const program = `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      for (const door of ${JSON.stringify(modulesOf(libraries))}) {
        const [imported, required] = [await import(door), require(door)];
        for (const name of Object.keys(imported)) if (imported[name] !== required[name]) throw new Error(\`\${door} has two \${name}\`);
      }`;
    run(root, process.execPath, '--input-type=module', '--eval', program);
  },
  'a small application on the libraries': () => {
    mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
    const folder = mkdtempSync(join(root, 'node_modules', '.cache', 'built-'));
    try {
      writeFileSync(join(folder, 'main.mjs'), compiled(join(root, 'test', 'packages', 'src', 'main.ts')));
      assert.equal(run(root, process.execPath, join(folder, 'main.mjs')).trim(), 'the application works');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  'the sample application': () =>
    withSampleApplication(async (url) => {
      const body = { customerId: 'customer-1', items: [{ sku: 'BOOK', quantity: 2, price: 12.5 }] };
      const created = await fetch(`${url}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.equal(created.status, 201);
      const { orderId } = await created.json();
      assert.equal((await (await fetch(`${url}/orders/${orderId}`)).json()).customerId, 'customer-1');
      for (const page of ['health', 'metrics', 'api', 'events', 'sagas', 'events/api/v1/events', 'sagas/api/v1/sagas/board'])
        assert.equal((await fetch(`${url}/${page}`)).status, 200, page);
    }),
};

function compiled(file) {
  const jsc = {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2023',
  };
  return transformFileSync(file, { jsc, module: { type: 'es6' }, swcrc: false }).code;
}

for (const [name, check] of Object.entries(CHECKS)) {
  try {
    await check();
    console.log(`✓ ${name}`);
  } catch (error) {
    console.log(`✗ ${name}: ${error.message}`);
    process.exitCode = 1;
  }
}
