import helmet from 'helmet';
import { createApp } from '../../apps/order-fulfilment/src/create-app.js';
import request, { type Agent } from 'supertest';

/** The sample application with its pages, behind helmet's defaults. */
export interface PagesApp {
  readonly url: string;
  readonly http: Agent;
  stop(): Promise<void>;
}

/** Starts the sample application on a store of its own. */
export async function startPages(storage = 'memory:'): Promise<PagesApp> {
  const app = await createApp({ logger: false, storage });
  app.use(helmet());
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  return { url, http: request(app.getHttpServer()) as unknown as Agent, stop: () => app.close() };
}
