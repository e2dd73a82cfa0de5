/** What the contract suites need of a test runner: the globals that Jest, Vitest and Mocha share. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => Promise<void> | void, timeout?: number) => void;
  readonly beforeAll: (body: () => Promise<void> | void, timeout?: number) => void;
  readonly afterAll: (body: () => Promise<void> | void, timeout?: number) => void;
}

/**
 * The globals of the runner that executes this file.
 *
 * @throws TypeError outside a test runner
 */
export function testRunner(): TestRunner {
  const runner = globalThis as unknown as Partial<TestRunner>;
  if (!runner.describe || !runner.it || !runner.beforeAll || !runner.afterAll) {
    throw new TypeError(
      'A contract suite needs the globals describe, it, beforeAll and afterAll; call it from a spec of Jest or a runner like it.',
    );
  }
  return runner as TestRunner;
}
