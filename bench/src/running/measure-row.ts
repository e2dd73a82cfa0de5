import { join } from 'node:path';
import type { Environment, RowResult } from '../report/result.js';
import { rowOf } from '../rows/rows.js';
import type { BenchServer } from './bench-server.js';
import type { BenchOptions } from './command-line.js';
import { runRow } from './run-row.js';

/** Where results are kept. */
export const RESULTS = join(import.meta.dirname, '../../results');

/** Runs one row on a database of its own. */
export async function measureRow(
  id: string,
  server: BenchServer,
  environment: Environment,
  { isQuick, isProfiling, sizes, rounds, sampleTime }: BenchOptions,
): Promise<RowResult> {
  const { work, unit, digits = 0, doesNotMeasure, size: ownSize } = rowOf(id);
  const size = sizes[id] ?? (isQuick ? ownSize?.quick : ownSize?.full) ?? 0;
  const profileFile = isProfiling ? join(RESULTS, 'profiles', `${id}.cpuprofile`) : undefined;
  const progress = (text: string) => process.stderr.write(`${id}  ${text}\n`);
  const measurement = await server.withDatabase(`bench_${id.toLowerCase()}`, (url) =>
    runRow({ id, url, rounds, sampleTime, size, profileFile }, progress),
  );
  return {
    id,
    work,
    unit,
    digits,
    doesNotMeasure,
    ...measurement,
    ...(ownSize ? { size, sizeOf: ownSize.of } : {}),
    isReduced: ownSize !== undefined && size < ownSize.full,
    measuredAt: new Date().toISOString(),
    environment,
    rounds,
    sampleTime,
  };
}
