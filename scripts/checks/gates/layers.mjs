/**
 * The arrows of the design: which libraries a library may know. `cqrs` and `saga` do not know each other; they meet in the application.
 * The linter's `no-restricted-imports` says the same in an editor; a spec holds the two together.
 */
export const LAYERS = {
  storage: [],
  'event-sourcing': ['storage'],
  cqrs: ['storage', 'event-sourcing'],
  saga: ['storage', 'event-sourcing'],
  observability: ['storage', 'event-sourcing', 'cqrs', 'saga'],
  devtools: ['storage', 'event-sourcing', 'cqrs', 'saga'],
  testing: ['storage', 'event-sourcing', 'cqrs', 'saga'],
};

/** Packages from elsewhere that a library must do without. */
export const FOREIGN = { saga: ['@nestjs/cqrs'], 'event-sourcing': ['@nestjs/cqrs'], storage: ['@nestjs/cqrs'] };
