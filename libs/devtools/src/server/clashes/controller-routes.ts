import { RequestMethod, VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import type { ApplicationConfig, DiscoveryService } from '@nestjs/core';

/** A route of a controller of the application. */
export interface ControllerRoute {
  readonly method: string;
  /** With the global prefix and the version, if it travels in the path. */
  readonly path: string;
  /** `OrdersController.find`. */
  readonly name: string;
}

/** Every route of every controller, by the metadata that Nest's own router reads. */
export function controllerRoutes(discovery: DiscoveryService, config: ApplicationConfig): ControllerRoute[] {
  return discovery.getControllers().flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    return methodsOf(metatype.prototype as object).flatMap(([name, handler]) => {
      const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
      if (method === undefined) return [];
      const version = versionOf(metatype, handler, config);
      const paths = pathsOf(metatype).flatMap((outer) => pathsOf(handler).map((inner) => join(outer, inner)));
      return paths.map((path) => ({
        method: RequestMethod[method] ?? 'ALL',
        path: join(config.getGlobalPrefix(), version, path),
        name: `${metatype.name}.${name}`,
      }));
    });
  });
}

function methodsOf(prototype: object): [string, object][] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
    typeof value === 'function' && name !== 'constructor' ? [[name, value as object] as [string, object]] : [],
  );
}

function pathsOf(target: object): string[] {
  const path = Reflect.getMetadata('path', target) as string | string[] | undefined;
  return path === undefined ? [''] : [path].flat();
}

/** The part of the path that the version takes; empty where it travels elsewhere, or there is none. */
function versionOf(controller: object, handler: object, config: ApplicationConfig): string {
  const versioning = config.getVersioning();
  if (versioning?.type !== VersioningType.URI) return '';
  const version: unknown =
    Reflect.getMetadata('__version__', handler) ?? Reflect.getMetadata('__version__', controller) ?? versioning.defaultVersion;
  const first: unknown = Array.isArray(version) ? version[0] : version;
  const prefix = versioning.prefix === false ? '' : (versioning.prefix ?? 'v');
  return typeof first === 'string' && first !== (VERSION_NEUTRAL as unknown) ? `${prefix}${first}` : '';
}

function join(...parts: readonly string[]): string {
  return `/${parts
    .flatMap((part) => part.split('/'))
    .filter((part) => part !== '')
    .join('/')}`;
}
