import type { Measurement } from '../row.js';

/** The machine and the programs; ratios travel better than numbers, and still not everywhere. */
export interface Environment {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGigabytes: number;
  readonly node: string;
  readonly postgres: string;
  /** Server setting; `off` makes numbers that mean nothing. */
  readonly fsync: string;
  /** Microseconds of an `fdatasync` on the disk of temporary files. */
  readonly syncTime: number;
}

/** A row of the table with what was measured. */
export interface RowResult extends Measurement {
  readonly id: string;
  readonly work: string;
  readonly unit: string;
  readonly digits: number;
  readonly doesNotMeasure: string;
  /** For rows that have a size: how many events, or what `sizeOf` says. */
  readonly size?: number;
  readonly sizeOf?: string;
  /** Whether the size is smaller than the row's own: targets are not meant for that. */
  readonly isReduced: boolean;
  /** ISO time. */
  readonly measuredAt: string;
  readonly environment: Environment;
  readonly rounds: number;
  /** Milliseconds. */
  readonly sampleTime: number;
}
