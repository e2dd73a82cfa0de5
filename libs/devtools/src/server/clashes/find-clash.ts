import type { HttpServer } from '@nestjs/common';
import type { ControllerRoute } from './controller-routes.js';

/**
 * Who answers where a page is to be, as people know it; undefined when nobody does.
 *
 * @param base the page's path, without a slash at its end
 */
export function findClash(base: string, adapter: HttpServer, routes: readonly ControllerRoute[]): string | undefined {
  const isFastify = adapter.getType() === 'fastify';
  const known = routes.find((route) => isInTheWay(route, base, isFastify));
  if (known) return `the route ${known.method} ${known.path} (${known.name})`;
  const raw = isFastify ? fastifyRoute(adapter.getInstance(), base) : expressRoute(adapter.getInstance(), base);
  return raw === undefined ? undefined : `the route ${raw}`;
}

/** Express takes the first route that fits; Fastify the most literal one, so that parameters and wildcards leave a page alone. */
function isInTheWay({ method, path }: ControllerRoute, base: string, isFastify: boolean): boolean {
  if (!['GET', 'HEAD', 'ALL'].includes(method)) return false;
  const wanted = base.split('/');
  const given = path.split('/');
  for (const [index, part] of wanted.entries()) {
    const other = given[index];
    if (other === undefined) return false;
    if (other.startsWith('*') || other === '(.*)') return !isFastify;
    const isParameter = other.startsWith(':');
    if (isParameter && isFastify) return false;
    if (!isParameter && other !== part) return false;
  }
  return true;
}

interface ExpressLayer {
  readonly route?: { readonly path: unknown; readonly methods?: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** A route that was put on the server without a controller. */
function expressRoute(
  express: { router?: { stack?: ExpressLayer[] }; _router?: { stack?: ExpressLayer[] } },
  base: string,
): string | undefined {
  const stack = express._router?.stack ?? express.router?.stack ?? [];
  const taken = stack.find(
    ({ route }, index) =>
      route &&
      (route.methods?.['get'] || route.methods?.['_all']) &&
      [base, `${base}/x`].some((path) => stack[index]!.match(path)),
  );
  return taken && `GET ${String(taken.route?.path)}`;
}

function fastifyRoute(fastify: { hasRoute?(route: { method: string; url: string }): boolean }, base: string): string | undefined {
  const taken = [base, `${base}/*`].find((url) => fastify.hasRoute?.({ method: 'GET', url }));
  return taken && `GET ${taken}`;
}
