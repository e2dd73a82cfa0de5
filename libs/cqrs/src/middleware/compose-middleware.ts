import type { Invoke } from '../buses/route.js';
import type { BusMiddleware } from './bus-middleware.js';

/** One function of a list of middleware, the first outermost, and the handler that they stand around. */
export function composeMiddleware(middleware: readonly BusMiddleware[], handler: Invoke): Invoke {
  return middleware.reduceRight<Invoke>((inner, outer) => around(outer, inner), handler);
}

function around(middleware: BusMiddleware, inner: Invoke): Invoke {
  return (message, context, asyncContext) => {
    const next = async () => inner(message, context, asyncContext);
    return middleware.use(message, next, context);
  };
}
