import type { ReadRoutes } from '@ledgerline/devtools/api';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { useServices } from './services.js';

/** What is known of an answer. The last good one stays while the next is under way, so that nothing flickers. */
export interface Answer<T> {
  readonly value?: T;
  readonly error?: Error;
  readonly isLoading: boolean;
  /** Asks again. */
  readonly reload: () => void;
}

/** Asks when the view appears and whenever the question changes; an answer to an older question is dropped. */
export function useRead<K extends keyof ReadRoutes>(route: K, query: ReadRoutes[K]['query']): Answer<ReadRoutes[K]['answer']> {
  const { client } = useServices();
  const [state, setState] = useState<{ value?: ReadRoutes[K]['answer']; error?: Error; isLoading: boolean; key?: string }>({
    isLoading: true,
  });
  const [round, setRound] = useState(0);
  const key = `${route} ${JSON.stringify(query)}`;
  useEffect(() => {
    const asking = new AbortController();
    setState((last) => ({ ...(last.key === key && { value: last.value }), key, isLoading: true }));
    client.read(route, query, asking.signal).then(
      (value) => setState({ key, value, isLoading: false }),
      (error: Error) => {
        if (!asking.signal.aborted) setState((last) => ({ ...last, error, isLoading: false }));
      },
    );
    return () => asking.abort();
    // The key stands for the route and the query.
  }, [client, key, round]);
  const reload = useCallback(() => setRound((last) => last + 1), []);
  return { ...state, reload };
}
