import type { CanActivate, Type } from '@nestjs/common';
import { InvalidOptionException } from '@ledgerline/storage';
import { DevtoolsUnprotectedException } from '../../exceptions/devtools-unprotected.exception.js';
import type { DevtoolsModuleOptions, DevtoolsRequest } from './devtools-options.js';

/** The options of an application, every default filled in. */
export interface ResolvedDevtoolsOptions {
  readonly isEnabled: boolean;
  /** Begin with a slash and end without one. */
  readonly paths: { readonly events: string; readonly sagas: string };
  readonly guards: readonly Type<CanActivate>[];
  readonly authorize?: (request: DevtoolsRequest) => boolean | Promise<boolean>;
  readonly isProtected: boolean;
  readonly isReadOnly: boolean;
  readonly hosts: ReadonlySet<string>;
  readonly environment: string;
}

const PATH = /^(\/[\w.~-]+)+$/;

/**
 * Checks the options and fills in their defaults.
 *
 * @param environment `NODE_ENV`
 * @throws DevtoolsUnprotectedException when they are enabled in production and nothing says who may see them
 * @throws InvalidOptionException for a path that is none, or the same twice
 */
export function resolveDevtoolsOptions(
  options: DevtoolsModuleOptions,
  environment: string = process.env['NODE_ENV'] || 'development',
): ResolvedDevtoolsOptions {
  const isProduction = environment === 'production';
  const { enabled = !isProduction, paths = {}, guards = [], readOnly = isProduction, hosts = [] } = options;
  const authorize = options.authorize?.bind(options);
  const isProtected = guards.length > 0 || authorize !== undefined;
  if (enabled && isProduction && !isProtected) throw new DevtoolsUnprotectedException();
  const resolved = { events: pathOf('events', paths.events ?? '/events'), sagas: pathOf('sagas', paths.sagas ?? '/sagas') };
  if (contains(resolved.events, resolved.sagas) || contains(resolved.sagas, resolved.events))
    throw new InvalidOptionException('paths', 'two places of which neither lies within the other', resolved.sagas, 500);
  return {
    isEnabled: enabled,
    paths: resolved,
    guards,
    ...(authorize ? { authorize } : {}),
    isProtected,
    isReadOnly: readOnly,
    hosts: new Set(hosts.map((host) => host.toLowerCase())),
    environment,
  };
}

function pathOf(page: 'events' | 'sagas', given: string): string {
  const path = String(given).replace(/^\/?/, '/').replace(/\/$/, '');
  if (!PATH.test(path)) throw new InvalidOptionException(`paths.${page}`, 'a path such as /internal/events', given, 500);
  return path;
}

function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}
