import { Inject, Injectable, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import { classOf } from '../../binding/handled-class.js';
import { Databases } from '../../databases/databases.js';
import { ProjectionDefinitionException } from '../../exceptions/projection-definition.exception.js';
import { UnknownProjectionException } from '../../exceptions/unknown-projection.exception.js';
import { ProjectionDefinition } from './projection-definition.js';
import { projectionOptionsOf } from './projection.decorator.js';

/** The projections of one application: found among its providers when it is put together, bound when it initialises. */
@Injectable()
export class ProjectionRegistry {
  readonly #found = new Map<Type, InstanceWrapper>();
  readonly #byName = new Map<string, ProjectionDefinition>();

  /** @throws ProjectionDefinitionException for two classes of one name */
  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(Databases) private readonly databases: Databases,
  ) {
    // Entities must be known before the first module connects.
    this.#find();
  }

  /** Whether the application has no projection. */
  get isEmpty(): boolean {
    return this.#found.size === 0;
  }

  /**
   * Reads the classes, once their instances are there.
   *
   * @throws ProjectionDefinitionException for a class that cannot be a projection
   */
  bind(): void {
    // What a factory provides shows its class only now.
    this.#find();
    for (const [target, wrapper] of this.#found) {
      const { name } = projectionOptionsOf(target)!;
      if (!wrapper.isDependencyTreeStatic()) {
        throw new ProjectionDefinitionException(name, `${target.name} is request-scoped, and a projection belongs to no request`);
      }
      this.#byName.set(name, new ProjectionDefinition(target, wrapper.instance as object));
    }
  }

  all(): readonly ProjectionDefinition[] {
    return [...this.#byName.values()];
  }

  /** @throws UnknownProjectionException */
  get(name: string): ProjectionDefinition {
    const definition = this.#byName.get(name);
    if (!definition) throw new UnknownProjectionException(name, [...this.#byName.keys()]);
    return definition;
  }

  #find(): void {
    const names = new Map([...this.#found.keys()].map((target) => [projectionOptionsOf(target)!.name, target]));
    const wrappers = [...this.modules.values()].flatMap(({ providers }) => [...providers.values()]);
    for (const wrapper of wrappers) {
      const target = wrapper.isAlias ? undefined : classOf(wrapper);
      const options = target && projectionOptionsOf(target);
      if (!options || this.#found.has(target)) continue;
      const other = names.get(options.name);
      if (other) throw new ProjectionDefinitionException(options.name, `${other.name} and ${target.name} both have that name`);
      names.set(options.name, target);
      this.#found.set(target, wrapper);
      this.databases.registerRead(options.entities);
    }
  }
}
