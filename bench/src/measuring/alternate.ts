import type { Bench } from '../row.js';
import type { Series } from './series.js';

/** Somebody who does the row's work. */
export interface Contestant {
  readonly name: string;
  /** Works for a while and says how well it went, in the row's unit. */
  sample(): Promise<number>;
}

/**
 * Lets the contestants take turns: a round for warming up, which is thrown away, then the rounds that count. Each round starts with
 * another contestant, so that nobody always runs in the wake of the same one.
 *
 * @param contestants Ledgerline first
 */
export async function alternate<Key extends string>(
  bench: Pick<Bench, 'rounds' | 'profile' | 'progress'>,
  contestants: Readonly<Record<Key, Contestant>>,
  beforeRound: () => Promise<void> = async () => {},
): Promise<Record<Key, Series>> {
  const inTurn = Object.values<Contestant>(contestants);
  const samples = new Map(inTurn.map((contestant) => [contestant, [] as number[]]));
  for (let round = 0; round <= bench.rounds; round++) {
    await beforeRound();
    for (let turn = 0; turn < inTurn.length; turn++) {
      const contestant = inTurn[(turn + round) % inTurn.length]!;
      const isProfiled = bench.profile && contestant === inTurn[0] && round > 0;
      const sample = isProfiled ? await bench.profile!(() => contestant.sample()) : await contestant.sample();
      if (round > 0) samples.get(contestant)!.push(sample);
      bench.progress(
        `${round === 0 ? 'warm-up' : `round ${round}/${bench.rounds}`}: ${contestant.name} ${sample.toPrecision(4)}`,
      );
    }
  }
  const series = Object.entries<Contestant>(contestants).map(([key, contestant]) => [
    key,
    { name: contestant.name, samples: samples.get(contestant)! },
  ]);
  return Object.fromEntries(series) as Record<Key, Series>;
}
