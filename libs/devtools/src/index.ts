// Module
export { DevtoolsModule } from './server/devtools.module.js';
export type { DevtoolsAsyncOptions, DevtoolsModuleOptions, DevtoolsRequest } from './server/options/devtools-options.js';

// Exceptions
export { DevtoolsFeatureAbsentException } from './exceptions/devtools-feature-absent.exception.js';
export { DevtoolsNotFoundException } from './exceptions/devtools-not-found.exception.js';
export { DevtoolsPathTakenException } from './exceptions/devtools-path-taken.exception.js';
export { DevtoolsReadOnlyException } from './exceptions/devtools-read-only.exception.js';
export { DevtoolsRefusedException } from './exceptions/devtools-refused.exception.js';
export { DevtoolsUnprotectedException } from './exceptions/devtools-unprotected.exception.js';
