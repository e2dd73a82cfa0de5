import { useNow } from '../data/use-now.js';
import { age, clockTime } from '../formatting/time.js';

/** A time: how long ago, and on a closer look the clock's. */
export function Time({ at, isExact = false }: { readonly at: number; readonly isExact?: boolean }) {
  const now = useNow();
  const exact = clockTime(at, now);
  return (
    <time dateTime={new Date(at).toISOString()} title={isExact ? age(at, now) : exact}>
      {isExact ? exact : age(at, now)}
    </time>
  );
}
