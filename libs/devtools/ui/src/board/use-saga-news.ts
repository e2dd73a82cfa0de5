import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { LiveMessage } from '@ledgerline/devtools/api';
import { useLive } from '../live/use-live.js';

/** Between two looks, however much happens. */
const LEAST_GAP = 700;
/** What other processes do is told by no live message. */
const LONGEST_GAP = 5_000;

/** Looks again soon after something has happened to a saga, and now and then in any case. @param saga name; `id` for one alone */
export function useSagaNews(reload: () => void, saga?: string, id?: string): void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const soon = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      reload();
    }, LEAST_GAP);
  }, [reload]);
  useLive(
    useCallback(
      (message: LiveMessage) => {
        if (message.kind !== 'saga' || (saga !== undefined && message.saga !== saga)) return;
        if (id === undefined || message.sagaId === id) soon();
      },
      [soon, saga, id],
    ),
  );
  useEffect(() => {
    const poll = setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, LONGEST_GAP);
    return () => {
      clearInterval(poll);
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [reload]);
}
