import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module, Post, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Event, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { DevtoolsModule, type DevtoolsModuleOptions } from '@ledgerline/devtools';
import helmet from 'helmet';
import request from 'supertest';

class Noted extends Event {}

const FRAMEWORKS = ['express', 'fastify'] as const;
type Framework = (typeof FRAMEWORKS)[number];

async function start(
  framework: Framework,
  options: DevtoolsModuleOptions,
  { controllers = [], prepare }: { controllers?: Type[]; prepare?: (app: INestApplication) => void } = {},
): Promise<INestApplication> {
  @Module({
    imports: [
      EventSourcingModule.forRoot({ storage: 'memory:' }),
      EventSourcingModule.forFeature({ events: [Noted] }),
      DevtoolsModule.forRoot(options),
    ],
    controllers,
  })
  class AppModule {}
  const settings = { logger: false, abortOnError: false } as const;
  const app =
    framework === 'fastify'
      ? await NestFactory.create(AppModule, new FastifyAdapter(), settings)
      : await NestFactory.create(AppModule, settings);
  prepare?.(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

jest.setTimeout(60_000);

describe.each(FRAMEWORKS)('The pages on %s', (framework) => {
  let app: INestApplication | undefined;
  const http = () => request(app!.getHttpServer() as Parameters<typeof request>[0]);
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  it.each(['/events', '/events/', '/sagas', '/sagas/'])('answer at %s, with every address relative to the page', async (path) => {
    app = await start(framework, {});
    const page = await http()
      .get(path)
      .expect(200)
      .expect('content-type', /text\/html/);
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) {
      expect(address).not.toMatch(/^(\/|[a-z]+:)/);
      const { pathname } = new URL(address, `http://app.test${path}`);
      await http().get(pathname).expect(200);
    }
  });

  it('O6 have no inline script or style, and a strict policy that says so', async () => {
    app = await start(framework, {});
    const page = await http().get('/events').expect(200);
    expect(page.text).not.toMatch(/<style|<script(?![^>]*\bsrc=)|\bstyle=|\bon[a-z]+=/i);
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe|upgrade-insecure/);
  });

  it('are under the global prefix, unless it excludes them', async () => {
    app = await start(framework, {}, { prepare: (each) => each.setGlobalPrefix('internal/api') });
    await http().get('/internal/api/events').expect(200);
    await http().get('/internal/api/sagas/api/v1/application').expect(200);
    await http().get('/events').expect(404);
    await app.close();
    app = await start(framework, {}, { prepare: (each) => each.setGlobalPrefix('api', { exclude: ['events', 'sagas'] }) });
    await http().get('/events').expect(200);
  });

  it('stay where they are when the application versions its routes', async () => {
    app = await start(framework, {}, { prepare: (each) => each.enableVersioning({ type: 0, defaultVersion: '2' } as never) });
    await http().get('/events/api/v1/application').expect(200);
  });

  it('name the route that has their place', async () => {
    @Controller('events')
    class ConcertsController {
      @Get(':id')
      find() {
        return {};
      }
    }
    await expect(start(framework, {}, { controllers: [ConcertsController] })).rejects.toThrow(
      expect.objectContaining({ code: 'DEVTOOLS_PATH_TAKEN', message: expect.stringContaining('ConcertsController.find') }),
    );
  });

  it('leave room for a route that only takes posts, and for the same word elsewhere', async () => {
    @Controller()
    class ConcertsController {
      @Post('events')
      create() {
        return { created: true };
      }
      @Get('concerts/events')
      list() {
        return [];
      }
    }
    app = await start(framework, {}, { controllers: [ConcertsController] });
    await http().get('/events').expect(200);
    await http().post('/events').expect(201, { created: true });
  });

  it('work behind helmet', async () => {
    app = await start(framework, {}, { prepare: (each) => framework === 'express' && each.use(helmet()) });
    const page = await http().get('/events').expect(200);
    expect(page.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  });

  it('take their options from a factory, and find what the application has', async () => {
    @Module({
      imports: [
        EventSourcingModule.forRoot({ storage: 'memory:' }),
        DevtoolsModule.forRootAsync({ useFactory: async () => ({ paths: { events: '/inside/log' }, readOnly: true }) }),
      ],
    })
    class AppModule {}
    app = await (framework === 'fastify'
      ? NestFactory.create(AppModule, new FastifyAdapter(), { logger: false })
      : NestFactory.create(AppModule, { logger: false }));
    await app.listen(0, '127.0.0.1');
    const { body } = await http().get('/inside/log/api/v1/application').expect(200);
    expect(body).toMatchObject({ isReadOnly: true, sagas: null, features: { events: true, sagas: false, projections: false } });
    await http()
      .get('/sagas/api/v1/sagas/board')
      .expect(404, /SagaModule/);
    expect((await http().get('/inside/log/api/v1/projections').expect(200)).body).toEqual([]);
  });

  it('of two applications in one process show each its own', async () => {
    app = await start(framework, {});
    const other = await start(framework, {});
    try {
      const address = (each: INestApplication) => (each.getHttpServer() as Server).address() as AddressInfo;
      expect(address(app).port).not.toBe(address(other).port);
      await other.get(EventStore, { strict: false }).append('note-1', new Noted());
      const headOf = async (each: INestApplication) =>
        (
          (
            await request(each.getHttpServer() as Server)
              .get('/events/api/v1/overview')
              .expect(200)
          ).body as { head: number }
        ).head;
      expect([await headOf(app), await headOf(other)]).toEqual([0, 1]);
    } finally {
      await other.close();
    }
  });

  it('answer what does not exist in JSON', async () => {
    app = await start(framework, {});
    await http()
      .get('/events/api/v1/nothing')
      .expect(404, /DEVTOOLS_NOT_FOUND/);
    await http().get('/events/assets/../../package.json').expect(404);
    await http().get('/events/assets/%2e%2e/%2e%2e/package.json').expect(404);
    await http()
      .get('/events/api/v1/application?unknown=1')
      .expect(400, /unknown/);
    await http()
      .delete('/events/api/v1/application')
      .expect(framework === 'express' ? 405 : 404);
  });

  it('are not there when they are off', async () => {
    app = await start(framework, { enabled: false });
    await http().get('/events').expect(404);
  });
});
