import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { useLive } from '../live/use-live.js';
import { EMPTY_TAIL, held, released, withMessage, type LogTail } from './log-tail.js';
import { isFollowing, matches, type LogFilters } from './log-query.js';

/** The tail of a view, and how to hold and release it. */
export interface FollowedLog {
  readonly tail: LogTail;
  readonly hold: () => void;
  readonly release: () => void;
}

/** Follows the log from when the filters were set. */
export function useLogTail(filters: LogFilters): FollowedLog {
  const [tail, setTail] = useState(EMPTY_TAIL);
  const key = JSON.stringify(filters);
  useEffect(() => setTail(EMPTY_TAIL), [key]);
  const isWanted = useMemo(() => (isFollowing(filters) ? matches(filters) : () => false), [key]);
  useLive(useCallback((message) => setTail((last) => withMessage(last, message, isWanted)), [isWanted]));
  const hold = useCallback(() => setTail(held), []);
  const release = useCallback(() => setTail(released), []);
  return { tail, hold, release };
}
