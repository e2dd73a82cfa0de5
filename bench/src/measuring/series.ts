/** What one contestant reached, one number a round. */
export interface Series {
  readonly name: string;
  readonly samples: readonly number[];
}

/** @throws RangeError for no values, of which there is no median */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('There is no median of nothing.');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The least value that so much of all values does not exceed.
 *
 * @param share from 0 to 1, for example 0.99
 * @throws RangeError for no values
 */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('There is no percentile of nothing.');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]!;
}

/**
 * How many times `peer` `ours` is: the median over the rounds of the ratio within one round. What slows a machine down for a while
 * slows both down, and falls out.
 */
export function medianRatio(ours: Series, peer: Series): number {
  return median(ours.samples.map((sample, round) => sample / peer.samples[round]!));
}
