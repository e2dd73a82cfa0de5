import 'reflect-metadata';
import { InvalidOptionException } from '@ledgerline/storage';
import type { RawEvent } from '../events/recorded-event.js';

/** A payload as it is stored. */
export type JsonObject = Record<string, unknown>;

/** Which stored events an upcaster takes, and what it makes of them. */
export interface UpcasterOptions {
  /** Name of the type as stored. */
  readonly type: string;
  /** Version that it takes. */
  readonly from: number;
  /** What comes out; by default the same type, one version up. */
  readonly to?: { readonly type?: string; readonly version?: number };
}

/** One event that an upcaster splits another into, when it is of a type or version of its own. */
export interface UpcastEvent {
  readonly type: string;
  readonly version: number;
  readonly payload: JsonObject;
}

/** Brings stored events of one type and version up to date, when they are read; the stored row never changes. */
export interface EventUpcaster {
  /**
   * Returns the new payload; an array splits the event (each a payload, or an {@link UpcastEvent} to give it a type of its own),
   * and an empty array drops it.
   */
  upcast(payload: JsonObject, recorded: RawEvent): JsonObject | readonly (JsonObject | UpcastEvent)[];
}

const UPCASTER = Symbol('ledgerline:upcaster');

/**
 * Marks an injectable class as an upcaster; register it with `EventSourcingModule.forFeature({ upcasters: [...] })`.
 *
 * @throws InvalidOptionException for a type or a version that cannot be
 */
export function Upcaster(options: UpcasterOptions): ClassDecorator {
  const { type, from, to } = options;
  if (typeof type !== 'string' || type === '')
    throw new InvalidOptionException('@Upcaster type', "an event type's name", type, 500);
  if (!Number.isSafeInteger(from) || from < 1)
    throw new InvalidOptionException('@Upcaster from', 'a positive integer', from, 500);
  if (to?.version !== undefined && (!Number.isSafeInteger(to.version) || to.version < 1)) {
    throw new InvalidOptionException('@Upcaster to.version', 'a positive integer', to.version, 500);
  }
  return (target) => Reflect.defineMetadata(UPCASTER, options, target);
}

/** What a class was decorated with, with the target filled in. */
export function upcasterOptionsOf(
  target: object,
): { type: string; from: number; to: { type: string; version: number } } | undefined {
  const options = Reflect.getOwnMetadata(UPCASTER, target) as UpcasterOptions | undefined;
  if (!options) return undefined;
  const { type, from, to } = options;
  // A renamed type starts a count of its own; without a name the version goes up by one.
  const version = to?.version ?? (to?.type !== undefined && to.type !== type ? 1 : from + 1);
  return { type, from, to: { type: to?.type ?? type, version } };
}
