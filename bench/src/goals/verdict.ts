import { medianRatio, type Series } from '../measuring/series.js';

/** A target, and what came of it. */
export interface Verdict {
  /** For example `≥ 2 × Emmett`. */
  readonly target: string;
  /** What was reached, for example `2.41 ×`. */
  readonly reached: string;
  readonly value: number;
  readonly isMet: boolean;
}

/** Ours must be at least `least` times the peer's: for rates. */
export function atLeast(least: number, ours: Series, peer: Series): Verdict {
  const value = medianRatio(ours, peer);
  return { target: `≥ ${least} × ${peer.name}`, reached: times(value), value, isMet: value >= least };
}

/** Ours must be at most `most` times the peer's: for times. @param what of ours, when the row has several series of ours */
export function atMost(most: number, ours: Series, peer: Series, what?: string): Verdict {
  const value = medianRatio(ours, peer);
  return {
    target: `${what === undefined ? '' : `${what} `}≤ ${most} × ${peer.name}`,
    reached: times(value),
    value,
    isMet: value <= most,
  };
}

/** A quantity that has a limit of its own. */
export function within(most: number, unit: string, what: string, value: number): Verdict {
  return {
    target: `${what} ≤ ${most} ${unit}`,
    reached: `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`,
    value,
    isMet: value <= most,
  };
}

/** A ratio as it is printed everywhere. */
export function times(ratio: number): string {
  return `${ratio.toFixed(2)} ×`;
}
