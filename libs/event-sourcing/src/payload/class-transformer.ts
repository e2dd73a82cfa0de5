import { createRequire } from 'node:module';
import type { EventClass } from '../events/event.js';

interface ClassTransformer {
  instanceToPlain(instance: object): object;
  plainToInstance(target: EventClass, plain: object): object;
}

interface MetadataStorage {
  getExposedMetadatas(target: unknown): unknown[];
  getExcludedMetadatas(target: unknown): unknown[];
  findTypeMetadata?: unknown;
}

let loaded: { transformer: ClassTransformer; storage: MetadataStorage } | null | undefined;

/**
 * class-transformer, when the application has it and this class uses its decorators; else `undefined`, and payloads are copied as
 * plain data.
 */
export function transformerFor(eventClass: EventClass): ClassTransformer | undefined {
  loaded ??= load();
  if (!loaded) return undefined;
  return isDecorated(loaded.storage, eventClass) ? loaded.transformer : undefined;
}

function load() {
  // The package is optional, and its decorators register with the copy that `require` finds from the application's folder tree.
  const require = createRequire(import.meta.url);
  try {
    const transformer = require('class-transformer') as ClassTransformer;
    const { defaultMetadataStorage } = require('class-transformer/cjs/storage.js') as { defaultMetadataStorage: MetadataStorage };
    return { transformer, storage: defaultMetadataStorage };
  } catch {
    return null;
  }
}

function isDecorated(storage: MetadataStorage, eventClass: EventClass): boolean {
  for (
    let target: unknown = eventClass;
    typeof target === 'function' && target !== Function.prototype;
    target = Object.getPrototypeOf(target)
  ) {
    const maps = storage as unknown as Record<
      '_typeMetadatas' | '_transformMetadatas' | '_exposeMetadatas' | '_excludeMetadatas',
      Map<unknown, unknown>
    >;
    if (maps._typeMetadatas.has(target) || maps._transformMetadatas.has(target)) return true;
    if (maps._exposeMetadatas.has(target) || maps._excludeMetadatas.has(target)) return true;
  }
  return false;
}
