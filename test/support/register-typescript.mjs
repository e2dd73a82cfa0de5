import { register } from 'node:module';

// `node --import` this to run a TypeScript program of a spec, without a build.
register('./typescript-loader.mjs', import.meta.url);
