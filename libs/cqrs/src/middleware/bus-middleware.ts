import type { BusContext } from '../context/bus-context.js';

/** Stands between a bus and its handlers; an injectable class with `@CommandMiddleware()`, `@QueryMiddleware()` or both. */
export interface BusMiddleware {
  /**
   * @param message the command or query, valid
   * @param next goes on, to the next middleware or the handler; may be called again to try again
   * @returns what the caller gets
   */
  use(message: object, next: () => Promise<unknown>, context: BusContext): Promise<unknown>;
}
