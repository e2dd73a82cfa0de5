import { Injectable } from '@nestjs/common';
import { ContextIdFactory, ModuleRef, ModulesContainer } from '@nestjs/core';
import type { SagaClass } from './definition/context-of.js';
import type { SagaDefinition } from './definition/saga-definition.js';
import { SagaFeatureModule } from './saga-feature.js';

type Source = () => object | Promise<object>;

/**
 * The objects whose methods sagas call. A saga class is a provider of the module where it lives; one that is listed in `forFeature` alone is
 * made in the module that imports the feature. What depends on the request is made anew for each attempt.
 */
@Injectable()
export class SagaInstances {
  readonly #sources = new Map<SagaClass, Source>();

  constructor(private readonly modules: ModulesContainer) {}

  /** Finds or makes the instances of classes, once, when the application is put together. */
  async prepare(sagaClasses: Iterable<SagaClass>): Promise<void> {
    for (const sagaClass of sagaClasses) {
      if (!this.#sources.has(sagaClass)) this.#sources.set(sagaClass, await this.#sourceOf(sagaClass));
    }
  }

  /** The instance that an attempt calls. */
  for({ sagaClass }: SagaDefinition): object | Promise<object> {
    return this.#sources.get(sagaClass)!();
  }

  async #sourceOf(sagaClass: SagaClass): Promise<Source> {
    for (const module of this.modules.values()) {
      const wrapper = module.providers.get(sagaClass);
      if (!wrapper) continue;
      if (wrapper.isDependencyTreeStatic() && !wrapper.isTransient) return () => wrapper.instance as object;
      const moduleRef = module.providers.get(ModuleRef)!.instance as ModuleRef;
      return () => moduleRef.resolve<object>(sagaClass, ContextIdFactory.create());
    }
    const instance = await this.#importerOf(sagaClass).create<object>(sagaClass as unknown as new () => object);
    return () => instance;
  }

  #importerOf(sagaClass: SagaClass): ModuleRef {
    for (const module of this.modules.values()) {
      const isFeature = [...module.imports].some(({ metatype, providers }) => {
        if (metatype !== SagaFeatureModule) return false;
        return [...providers.values()].some(({ token, instance }) => isFeatureOf(token, instance, sagaClass));
      });
      if (isFeature) return module.providers.get(ModuleRef)!.instance as ModuleRef;
    }
    throw new TypeError(`No module imports SagaModule.forFeature([${sagaClass.name}]).`);
  }
}

function isFeatureOf(token: unknown, instance: unknown, sagaClass: SagaClass): boolean {
  return typeof token === 'symbol' && Array.isArray(instance) && (instance as unknown[]).includes(sagaClass);
}
