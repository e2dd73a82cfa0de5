import type { DiscoveryService } from '@nestjs/core';
import { handledCommand, handledEvents, handledQuery } from '@ledgerline/cqrs';

/** A class that handles messages. */
export interface FoundHandler {
  readonly kind: 'command' | 'query' | 'event';
  readonly handler: string;
  readonly handles: readonly { readonly name: string }[];
  readonly module?: string;
}

/** The handlers of the application, by what their decorators say. */
export function foundHandlers(discovery: DiscoveryService): FoundHandler[] {
  return discovery.getProviders().flatMap(({ metatype, host }) => {
    if (typeof metatype !== 'function') return [];
    const target = metatype as Parameters<typeof handledEvents>[0];
    const found = (kind: FoundHandler['kind'], handles: FoundHandler['handles']): FoundHandler[] =>
      handles.length === 0 ? [] : [{ kind, handler: target.name, handles, module: host?.name }];
    const [command, query] = [handledCommand(target), handledQuery(target)];
    return [
      ...found('command', command ? [command] : []),
      ...found('query', query ? [query] : []),
      ...found('event', handledEvents(target)),
    ];
  });
}
