import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** How a program of a spec that is written in TypeScript runs in plain Node: from the sources, without a build. */
export const TYPESCRIPT = {
  env: {
    NODE_OPTIONS: `--import=${pathToFileURL(join(__dirname, '..', 'support', 'register-typescript.mjs')).href} --conditions=ledgerline-source`,
  },
} as const;
