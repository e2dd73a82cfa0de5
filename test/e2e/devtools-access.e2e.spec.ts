import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Global,
  Injectable,
  Module,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common';
import { Event, EventSourcingModule, EventStore } from '@ledgerline/event-sourcing';
import { DevtoolsModule, type DevtoolsModuleOptions } from '@ledgerline/devtools';
import request from 'supertest';
import { DevtoolsClient, OWN, startModules } from './devtools-app.js';

class Noted extends Event {}

/** Knows who may come in; provided by the application. */
@Injectable()
class Badges {
  readonly good = new Set(['badge-1']);
}

@Global()
@Module({ providers: [Badges], exports: [Badges] })
class BadgesModule {}

@Injectable()
class BadgeGuard implements CanActivate {
  constructor(private readonly badges: Badges) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (!headers['x-badge']) throw new UnauthorizedException('Show your badge.');
    return this.badges.good.has(headers['x-badge']);
  }
}

jest.setTimeout(60_000);

describe('Who may see the pages', () => {
  let app: INestApplication | undefined;
  const environment = process.env['NODE_ENV'];
  const start = async (options: DevtoolsModuleOptions, mode = 'test') => {
    process.env['NODE_ENV'] = mode;
    app = await startModules(
      EventSourcingModule.forRoot({ storage: 'memory:' }),
      EventSourcingModule.forFeature({ events: [Noted] }),
      BadgesModule,
      DevtoolsModule.forRoot(options),
    );
    return new DevtoolsClient(app);
  };
  const http = () => request(app!.getHttpServer() as Parameters<typeof request>[0]);
  afterEach(async () => {
    process.env['NODE_ENV'] = environment;
    await app?.close();
    app = undefined;
  });

  it('O6 nobody in production: there are no pages', async () => {
    await start({}, 'production');
    await http().get('/events').expect(404);
    await http().get('/sagas/api/v1/application').expect(404);
  });

  it('O6 an application that would show them to all in production does not start', async () => {
    await expect(start({ enabled: true }, 'production')).rejects.toThrow(
      expect.objectContaining({ code: 'DEVTOOLS_UNPROTECTED' }),
    );
  });

  it('O6 whoever the guard lets in, also in production, and then only to look', async () => {
    const client = await start({ enabled: true, guards: [BadgeGuard] }, 'production');
    for (const path of ['/events', '/events/api/v1/application', '/events/api/v1/live', '/sagas/', '/events/favicon.svg']) {
      await http().get(path).expect(401);
      await http().get(path).set('x-badge', 'badge-2').expect(403);
    }
    await http().get('/events').set('x-badge', 'badge-1').expect(200);
    const { body } = await http().get('/events/api/v1/application').set('x-badge', 'badge-1').expect(200);
    expect(body).toMatchObject({ isReadOnly: true, environment: 'production' });
    expect(await client.act('stream/snapshot', { name: 'order-1' }, { ...OWN, 'x-badge': 'badge-1' })).toMatchObject({
      status: 403,
      body: { code: 'DEVTOOLS_READ_ONLY' },
    });
  });

  it('whomever `authorize` lets in; one that fails lets nobody in', async () => {
    await start({ authorize: (given) => given.headers['x-who'] === 'ann' });
    await http()
      .get('/events')
      .expect(403, /authorize/);
    await http().get('/events').set('x-who', 'ann').expect(200);
    await app!.close();
    await start({ authorize: async () => Promise.reject(new Error('the directory is away')) });
    const { status, text } = await http().get('/events/api/v1/application');
    expect(status).toBe(500);
    expect(text).not.toContain('directory');
    await app!.close();
    await start({ authorize: (() => 'yes') as never });
    await http().get('/events').expect(403);
  });

  it('not a site whose name was made to lead here, unless the pages are guarded or the name is given', async () => {
    await start({});
    await http().get('/events').set('host', 'evil.example').expect(403, /hosts/);
    await http().get('/events/api/v1/application').set('host', 'evil.example:3000').expect(403);
    await http().get('/events').set('host', 'localhost:3000').expect(200);
    await app!.close();
    await start({ hosts: ['shop.example'] });
    await http().get('/events').set('host', 'shop.example').expect(200);
    await app!.close();
    await start({ authorize: () => true });
    await http().get('/events').set('host', 'anything.example').expect(200);
  });

  it('not through an answer that a foreign page could use: no CORS header, no frame, no sniffing', async () => {
    await start({});
    const { headers } = await http().get('/events/api/v1/application').set('origin', 'http://evil.example').expect(200);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    const preflight = await http()
      .options('/events/api/v1/stream/snapshot')
      .set('origin', 'http://evil.example')
      .set('access-control-request-method', 'POST');
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('O7 a body that is none, or too large, is refused', async () => {
    await start({});
    await http().post('/events/api/v1/stream/snapshot').set(OWN).send('{"name":').expect(400);
    await http().post('/events/api/v1/stream/snapshot').set(OWN).send('[]').expect(400);
    await http().post('/events/api/v1/stream/snapshot').set(OWN).send('{"name":"a-1","__proto__":{"x":1}}').expect(400);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('writes nothing by looking', async () => {
    const client = await start({});
    const store = app!.get(EventStore, { strict: false });
    await store.append('note-1', new Noted());
    const head = async () => (await client.read('overview')).head;
    const before = await head();
    for (const route of ['events', 'streams', 'application', 'overview'] as const) await client.read(route);
    expect(await head()).toBe(before);
  });

  describe('behind a proxy below /tools', () => {
    let proxy: Server;
    afterEach(() => new Promise((resolve) => proxy.close(resolve)));

    /** @param keeps whether the application sees the prefix */
    const behind = async (keeps: boolean) => {
      const { port } = app!.getHttpServer().address() as AddressInfo;
      proxy = createServer((incoming, outgoing) => {
        const path = keeps ? incoming.url! : incoming.url!.replace('/tools', '');
        const forwarded = { host: `127.0.0.1:${port}`, 'x-forwarded-host': incoming.headers.host };
        const inner = ask({ port, path, method: incoming.method, headers: { ...incoming.headers, ...forwarded } }, (answer) => {
          outgoing.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(outgoing);
        });
        incoming.pipe(inner);
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    };

    it.each([
      ['strips', false],
      ['keeps', true],
    ])('that %s the prefix, every address of the page leads somewhere, and actions work', async (_what, keeps) => {
      const prefix = keeps ? '/tools' : '';
      await start({ paths: { events: `${prefix}/events`, sagas: `${prefix}/sagas` } });
      const address = await behind(keeps);
      for (const path of ['/tools/events', '/tools/events/']) {
        const html = await (await fetch(address + path)).text();
        for (const [, target] of html.matchAll(/(?:src|href)="([^"]+)"/g))
          expect((await fetch(new URL(target!, address + path))).status).toBe(200);
        const meta = (name: string) => new RegExp(`name="ledgerline-${name}" content="([^"]+)"`).exec(html)![1]!;
        expect((await fetch(new URL(meta('sagas'), address + path))).status).toBe(200);
        const api = new URL(meta('api'), address + path);
        expect((await fetch(new URL('application', api))).status).toBe(200);
        const headers = { 'x-ledgerline-action': '1', 'content-type': 'application/json', origin: address };
        const body = JSON.stringify({ name: 'none' });
        expect((await fetch(new URL('stream/snapshot', api), { method: 'POST', headers, body })).status).toBe(404);
      }
    });
  });
});
