/** What the contract suite needs of a test runner: the globals that Jest, Vitest and Mocha share. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => Promise<void> | void, timeout?: number) => void;
  readonly beforeAll: (body: () => Promise<void> | void, timeout?: number) => void;
  readonly afterAll: (body: () => Promise<void> | void, timeout?: number) => void;
}

/** The globals of the runner that executes this file. */
export function testRunner(): TestRunner {
  return globalThis as unknown as TestRunner;
}
