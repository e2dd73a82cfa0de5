import { Inject, Injectable, Logger } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Module } from '@nestjs/core/injector/module.js';
import {
  CommandBus as NestCommandBus,
  CqrsModule as NestCqrsModule,
  EventBus as NestEventBus,
  QueryBus as NestQueryBus,
  UnhandledExceptionBus,
  type ObservableBus,
} from '@nestjs/cqrs';
import { CQRS_MODULE_OPTIONS } from './nest-cqrs-parts.js';

/** What a foreign instance of a bus leaves to ours. */
const DELEGATED = new Map<unknown, { readonly calls: readonly string[]; readonly silenced: readonly string[] }>([
  [NestCommandBus, { calls: ['execute'], silenced: ['register', 'bind'] }],
  [NestQueryBus, { calls: ['execute'], silenced: ['register', 'bind'] }],
  [NestEventBus, { calls: ['publish', 'publishAll'], silenced: ['register', 'registerSagas', 'bind'] }],
  [UnhandledExceptionBus, { calls: ['publish'], silenced: [] }],
]);

/**
 * One set of buses for an application, whatever it imports: a second module class of the same name, or the same one without its
 * options, has instances of its own, to which nobody's handlers would listen. They leave everything to ours.
 */
@Injectable()
export class ForeignBuses {
  readonly #logger = new Logger('CqrsModule');

  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {}

  /** The module whose buses are the application's: that with options, or else the first. */
  primary(ours: unknown): Module | undefined {
    const hosts = [...this.modules.values()].filter(({ metatype }) => metatype === ours);
    return hosts.find(({ providers }) => providers.has(CQRS_MODULE_OPTIONS)) ?? hosts[0];
  }

  /** Lets the buses of every other such module leave everything to those of `home`. */
  delegateTo(home: Module): void {
    const kinds = new Set<unknown>([NestCqrsModule, home.metatype]);
    for (const foreign of this.modules.values()) {
      if (foreign === home || !kinds.has(foreign.metatype)) continue;
      for (const token of DELEGATED.keys()) this.#delegate(token, instanceOf(foreign, token), instanceOf(home, token));
      this.#warn(foreign);
    }
  }

  #delegate(token: unknown, foreign: ObservableBus<object> | undefined, ours: ObservableBus<object> | undefined): void {
    if (!foreign || !ours || foreign === ours) return;
    const { calls, silenced } = DELEGATED.get(token)!;
    const own = ours as unknown as Record<string, (...given: unknown[]) => unknown>;
    for (const name of calls) Object.defineProperty(foreign, name, { value: (...given: unknown[]) => own[name]!(...given) });
    for (const name of silenced) Object.defineProperty(foreign, name, { value: () => {} });
    Object.defineProperty(foreign, 'publisher', {
      get: () => own['publisher'],
      set: (publisher) => {
        own['publisher'] = publisher;
      },
    });
    if ('eventOperators' in foreign) Object.defineProperty(foreign, 'eventOperators', { get: () => own['eventOperators'] });
    // Those who observe the foreign instance see what happens on ours.
    ours.subscribe((message) => foreign.subject$.next(message));
  }

  #warn(foreign: Module): void {
    const importers = [...this.modules.values()].filter(({ imports }) => imports.has(foreign)).map(({ name }) => name);
    const whose = foreign.metatype === NestCqrsModule ? "@nestjs/cqrs's CqrsModule" : 'CqrsModule';
    const ignored = foreign.providers.has(CQRS_MODULE_OPTIONS) ? ' Its options are ignored.' : '';
    this.#logger.warn(
      `${importers.join(', ')} imports ${whose} beside that of the application, which is global. There is one set of buses: that import leaves everything to it.${ignored} Remove it.`,
    );
  }
}

function instanceOf(module: Module, token: unknown): ObservableBus<object> | undefined {
  return module.providers.get(token as never)?.instance as ObservableBus<object> | undefined;
}
