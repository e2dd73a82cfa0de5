import { availableParallelism } from 'node:os';

const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2023',
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

/**
 * Workspaces are tested from their source by the `ledgerline-source` export condition: no build is needed.
 * Jest runs in its CommonJS mode, so the ESM-only packages of Nest are compiled as well.
 */
export default {
  testEnvironment: 'node',
  // Specs wait for conditions; a machine that is slow for a while fails none of them.
  testTimeout: 30_000,
  // Specs of faults wait for terms and restarts more than they compute: on two cores, two of them at a time.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  testEnvironmentOptions: { customExportConditions: ['ledgerline-source', 'node', 'node-addons'] },
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tools', '<rootDir>/bench', '<rootDir>/test'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  testMatch: ['**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/((libs|apps|tools)/[^/]+|libs/devtools/ui|bench)/dist/'],
  setupFiles: ['<rootDir>/test/support/quiet-logs.ts'],
  transform: { '^.+\\.[jt]s$': swc },
  transformIgnorePatterns: [
    '/node_modules/(?!(@nestjs|arktype|@ark|arkregex|iterare|uid|file-type|load-esm|strtok3|token-types)/)',
  ],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};
