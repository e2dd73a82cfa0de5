import { useEffect, useState } from 'preact/hooks';
import { useServices } from '../data/services.js';
import type { LiveListener, LiveState } from './live-connection.js';

/** Hears the live messages for as long as the view is drawn. @param listener the same function from one drawing to the next */
export function useLive(listener: LiveListener): void {
  const { live } = useServices();
  useEffect(() => live.listen(listener), [live, listener]);
}

/** How the live connection stands. */
export function useLiveState(): LiveState {
  const { live } = useServices();
  const [state, setState] = useState(live.state);
  useEffect(() => live.watch(setState), [live]);
  return state;
}
