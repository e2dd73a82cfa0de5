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
 * How many times `peer` `ours` is: the median over the rounds of the ratio within one round. What slows a machine down for a while
 * slows both down, and falls out.
 */
export function medianRatio(ours: Series, peer: Series): number {
  return median(ours.samples.map((sample, round) => sample / peer.samples[round]!));
}
