import { useLiveState } from '../live/use-live.js';
import { number } from '../formatting/count.js';
import type { FollowedLog } from './use-log-tail.js';

const STATES = {
  connecting: 'connecting …',
  open: 'live',
  paused: 'resting',
  lost: 'lost; connecting again …',
} as const;

/** Says whether the log is followed, and holds it. */
export function TailControl({ log }: { readonly log: FollowedLog }) {
  const state = useLiveState();
  const { tail, hold, release } = log;
  const waiting = tail.waiting.length + tail.skipped;
  return (
    <div class="tail-control">
      <span class={`live-dot is-${tail.isHeld ? 'held' : state}`} aria-hidden="true" />
      <span>{tail.isHeld ? 'held' : STATES[state]}</span>
      <button type="button" onClick={tail.isHeld ? release : hold} aria-pressed={tail.isHeld}>
        {tail.isHeld ? 'Follow' : 'Hold'}
      </button>
      <span aria-live="polite">
        {tail.isHeld && waiting > 0 && (
          <button type="button" class="news" onClick={release}>
            {number(waiting)} new
          </button>
        )}
        {!tail.isHeld && tail.skipped > 0 && <span class="quiet">{number(tail.skipped)} were too fast to show</span>}
      </span>
    </div>
  );
}
