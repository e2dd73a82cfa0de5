import { useEffect, useState } from 'preact/hooks';
import { parseRoute, routeHash, type Route } from './route.js';

/** The route of the address bar, and every later one. */
export function useRoute(fallback: string): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash, fallback));
  useEffect(() => {
    const onChange = () => setRoute(parseRoute(location.hash, fallback));
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, [fallback]);
  return route;
}

/** Goes to a view; with `isReplacing` the present one is not one that Back leads to. */
export function go(view: string, query: Readonly<Record<string, string | number | undefined>> = {}, isReplacing = false): void {
  const hash = routeHash(view, query);
  if (!isReplacing) location.hash = hash;
  else location.replace(hash);
}
