import { randomUUID } from 'node:crypto';
import type { DynamicModule, Provider } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { startMariaDb } from '@ledgerline/local-servers';
import { availableDatabases, freshDatabase, startOwnPostgres, type DatabaseKind } from '@ledgerline/local-servers/testing';
import { SagaModule, SagaRunner, type SagaClass, type SagaModuleOptions } from '@ledgerline/saga';

/** What an application of a spec is made of. */
export interface SagaAppOptions extends SagaModuleOptions {
  readonly sagas: readonly SagaClass[];
  readonly imports?: readonly DynamicModule[];
  readonly providers?: readonly Provider[];
}

/** Applications that nobody has closed: those of a test that failed. */
const open = new Set<TestingModule>();

afterAll(() => Promise.all([...open].map((module) => module.close())));

/** A Nest application with sagas, as one node. Should the test not come to close it, it is closed after the last one. */
export async function sagaApp({ sagas, imports = [], providers = [], ...options }: SagaAppOptions) {
  const module = await Test.createTestingModule({
    imports: [...imports, SagaModule.forRoot({ jitter: false, retryDelay: 10, ...options }), SagaModule.forFeature(sagas)],
    providers: [...sagas, ...providers] as Provider[],
  }).compile();
  open.add(module);
  await module.init();
  const close = async () => {
    open.delete(module);
    await module.close();
  };
  return { module, runner: module.get(SagaRunner), close };
}

export type SagaApp = Awaited<ReturnType<typeof sagaApp>>;

/** Where sagas are kept. */
export type SagaEngineKind = 'memory' | DatabaseKind;

/** Those that this test run has. */
export const SAGA_ENGINES: readonly SagaEngineKind[] = ['memory', ...availableDatabases()];

/** A store of its own that several nodes may share. */
export async function sharedStorage(engine: SagaEngineKind): Promise<{ url: string; drop: () => Promise<void> }> {
  if (engine === 'memory') return { url: `memory:${randomUUID()}`, drop: async () => {} };
  return freshDatabase(engine);
}

/** A promise that the spec settles. */
export function gate<T = void>() {
  let open!: (value: T) => void;
  const passed = new Promise<T>((resolve) => (open = resolve));
  return { open, passed };
}

/** A database server of the spec's own, to be killed and restarted at will. */
export interface OwnServer {
  ensureDatabase(name: string): Promise<string>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one of a kind. */
export function ownServer(kind: DatabaseKind): Promise<OwnServer> {
  return kind === 'postgres' ? startOwnPostgres() : startMariaDb({ inMemory: true });
}
