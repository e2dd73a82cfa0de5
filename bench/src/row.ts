import type { Verdict } from './goals/verdict.js';
import type { Series } from './measuring/series.js';

/** One row of the table: a piece of work, who does it, and what we hold ourselves to. */
export interface Row {
  /** As in `docs/performance.md`, for example `A1`. */
  readonly id: string;
  readonly work: string;
  /** What the numbers of its series are. */
  readonly unit: string;
  /** Digits after the point when such a number is printed. @default 0 */
  readonly digits?: number;
  /** What a reader might think was measured, and was not. */
  readonly doesNotMeasure: string;
  /** How many events (or what `of` says) the row is about, where that can be chosen: in a full run and in a quick one. */
  readonly size?: { readonly full: number; readonly quick: number; readonly of?: string };
  run(bench: Bench): Promise<Measurement>;
}

/** What a row is run with. */
export interface Bench {
  /** An empty database of the row's own. */
  readonly url: string;
  /** Samples of each contestant. */
  readonly rounds: number;
  /** How long a sample of continuous work takes, in milliseconds. */
  readonly sampleTime: number;
  /** The row's chosen size; 0 for a row without one. */
  readonly size: number;
  /** Puts the samples of Ledgerline, and nobody else's, under the CPU profiler. */
  readonly profile?: <T>(work: () => Promise<T>) => Promise<T>;
  readonly progress: (text: string) => void;
}

/** What a row found out. The first series is Ledgerline's. */
export interface Measurement {
  readonly series: readonly Series[];
  readonly verdicts: readonly Verdict[];
}
