import { useEffect, useState } from 'preact/hooks';
import { useServices } from './services.js';

const TICK = 1_000;

/** The time by the application's clock, once a second: ages are right also where the browser's clock is wrong. */
export function useNow(): number {
  const { info, startedAt } = useServices();
  const offset = info.now - startedAt;
  const [now, setNow] = useState(() => Date.now() + offset);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() + offset), TICK);
    return () => clearInterval(timer);
  }, [offset]);
  return now;
}
