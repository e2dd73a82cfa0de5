import type { ReadRoutes } from '@ledgerline/devtools/api';
import { useEffect } from 'preact/hooks';
import { useRead, type Answer } from './use-read.js';

/** Asks again and again, while the tab is seen: for what no live message tells of. @param period milliseconds */
export function useRepeatedRead<K extends keyof ReadRoutes>(
  route: K,
  query: ReadRoutes[K]['query'],
  period: number,
): Answer<ReadRoutes[K]['answer']> {
  const answer = useRead(route, query);
  const { reload } = answer;
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, period);
    return () => clearInterval(timer);
  }, [reload, period]);
  return answer;
}
