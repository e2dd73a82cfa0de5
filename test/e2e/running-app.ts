import type { NestExpressApplication } from '@nestjs/platform-express';
import { availableDatabases, freshDatabase, type DatabaseKind } from '@ledgerline/local-servers/testing';
import request, { type Agent } from 'supertest';
import { createApp, type AppOptions } from '../../apps/order-fulfilment/src/create-app.js';

/** The stores that every route is tested on. */
export const BACKENDS: readonly Backend[] = ['memory', ...availableDatabases()];

export type Backend = 'memory' | DatabaseKind;

/** The sample application as its clients see it. */
export interface RunningApp {
  readonly app: NestExpressApplication;
  readonly http: Agent;
  stop(): Promise<void>;
}

/** Starts the application on stores of the test's choice; quiet, so that expected errors do not fill the report. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const app = await createApp({ logger: false, ...options });
  await app.listen(0, '127.0.0.1');
  return { app, http: request(app.getHttpServer()) as unknown as Agent, stop: () => app.close() };
}

/** Starts the application on an empty store of one kind. */
export async function startAppOn(backend: Backend): Promise<RunningApp> {
  if (backend === 'memory') return startApp({ storage: 'memory:' });
  const database = await freshDatabase(backend);
  const running = await startApp({ storage: database.url });
  const stop = async () => {
    await running.stop();
    await database.drop();
  };
  return { ...running, stop };
}
