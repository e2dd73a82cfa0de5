import type { AttemptView } from '@ledgerline/devtools/api';

/** A bar of the timeline, in hundredths of its width. */
export interface Bar {
  readonly attempt: AttemptView;
  readonly left: number;
  readonly width: number;
}

/** A stretch in which nothing ran, drawn shorter than it was. */
export interface Gap {
  readonly left: number;
  readonly width: number;
  /** Milliseconds that it lasted. */
  readonly length: number;
}

export interface Timeline {
  readonly bars: readonly Bar[];
  readonly gaps: readonly Gap[];
}

/** Share of the width that one gap takes at most, in hundredths. */
const WIDEST_GAP = 6;
const NARROWEST_BAR = 0.6;

/** Lays attempts out by time. Idle stretches are compressed: a saga that waited a day for a signal would else be a dot at each end. */
export function timelineOf(attempts: readonly AttemptView[]): Timeline {
  if (attempts.length === 0) return { bars: [], gaps: [] };
  const sorted = [...attempts].sort((one, other) => one.startedAt - other.startedAt);
  const busy = busyStretches(sorted);
  const work = busy.reduce((sum, { from, to }) => sum + (to - from), 0) || 1;
  const idle = busy.slice(1).map(({ from }, index) => from - busy[index]!.to);
  // A gap that is short beside the work is drawn as it was.
  const widths = idle.map((length) => Math.min((length / work) * 100, WIDEST_GAP));
  const scale = 100 / (100 + widths.reduce((sum, width) => sum + width, 0));
  const places: { from: number; to: number; left: number }[] = [];
  const gaps: Gap[] = [];
  let left = 0;
  for (const [index, { from, to }] of busy.entries()) {
    places.push({ from, to, left });
    left += ((to - from) / work) * 100 * scale;
    const width = (widths[index] ?? 0) * scale;
    if (width > 0) gaps.push({ left, width, length: idle[index]! });
    left += width;
  }
  const bars = sorted.map((attempt) => {
    const place = places.findLast(({ from }) => attempt.startedAt >= from)!;
    return {
      attempt,
      left: place.left + ((attempt.startedAt - place.from) / work) * 100 * scale,
      width: Math.max((attempt.duration / work) * 100 * scale, NARROWEST_BAR),
    };
  });
  return { bars, gaps };
}

/** Stretches of time in which something ran. */
function busyStretches(sorted: readonly AttemptView[]): { from: number; to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  for (const { startedAt, duration } of sorted) {
    const last = stretches.at(-1);
    if (last && startedAt <= last.to) last.to = Math.max(last.to, startedAt + duration);
    else stretches.push({ from: startedAt, to: startedAt + duration });
  }
  return stretches;
}
