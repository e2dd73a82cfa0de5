import { OPTIONAL_DEPS_METADATA, PROPERTY_DEPS_METADATA, SELF_DECLARED_DEPS_METADATA } from '@nestjs/common/constants.js';
import type { ModulesContainer } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';

interface DeclaredDependency {
  readonly index?: number;
  readonly key?: string | symbol;
  readonly param?: unknown;
  readonly type?: unknown;
  readonly isOptional?: boolean;
}

/** Names of those that cannot do without the provider of `token`. */
export function consumersOf(token: unknown, modules: ModulesContainer): string[] {
  const wrappers = [...modules.values()].flatMap(({ providers, controllers, injectables }) => [
    ...providers.values(),
    ...controllers.values(),
    ...injectables.values(),
  ]);
  return wrappers.filter((wrapper) => asksFor(token, wrapper)).map(({ name }) => String(name));
}

function asksFor(token: unknown, { inject, metatype }: InstanceWrapper): boolean {
  if (inject) return inject.includes(token as never);
  if (typeof metatype !== 'function') return false;
  const read = (key: string, target: object) => (Reflect.getMetadata(key, target) as DeclaredDependency[] | undefined) ?? [];
  const optional = read(OPTIONAL_DEPS_METADATA, metatype) as unknown as number[];
  const isParameter = read(SELF_DECLARED_DEPS_METADATA, metatype).some(
    ({ index, param }) => param === token && !optional.includes(index!),
  );
  const types = (Reflect.getMetadata('design:paramtypes', metatype) as readonly unknown[] | undefined) ?? [];
  const isType = types.some((type, index) => type === token && !optional.includes(index));
  return isParameter || isType || read(PROPERTY_DEPS_METADATA, metatype).some(({ type }) => type === token);
}
