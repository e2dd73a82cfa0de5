import { randomUUID } from 'node:crypto';
import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { ActionRoutes, ReadRoutes } from '@ledgerline/devtools/api';
import request, { type Response } from 'supertest';

type Server = Parameters<typeof request>[0];

/** The pages' API as a browser uses it. */
export class DevtoolsClient {
  constructor(
    private readonly app: INestApplication,
    private readonly base = '/events',
  ) {}

  async read<K extends keyof ReadRoutes>(route: K, query: ReadRoutes[K]['query'] = {}): Promise<ReadRoutes[K]['answer']> {
    const { body, status, text } = await this.get(route, query);
    if (status !== 200) throw new Error(`${route} answers ${status}: ${text}`);
    return body as ReadRoutes[K]['answer'];
  }

  get(route: string, query: object = {}): Promise<Response> {
    return request(this.app.getHttpServer() as Server)
      .get(`${this.base}/api/v1/${route}`)
      .query(query)
      .then((response) => response);
  }

  act<K extends keyof ActionRoutes>(
    route: K,
    body: ActionRoutes[K]['body'],
    headers: Readonly<Record<string, string>> = OWN,
  ): Promise<Response> {
    return request(this.app.getHttpServer() as Server)
      .post(`${this.base}/api/v1/${route}`)
      .set({ ...headers })
      .send(body)
      .then((response) => response);
  }
}

/** What a browser sends with an action of the page. */
export const OWN = { 'x-ledgerline-action': '1', 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };

/** An application of some modules, listening on a port of its own. */
export async function startModules(...imports: NonNullable<Parameters<typeof Module>[0]['imports']>): Promise<INestApplication> {
  @Module({ imports })
  class AppModule {}
  const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  return app;
}

export function freshName(): string {
  return randomUUID().slice(0, 8);
}
