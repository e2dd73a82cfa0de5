import { relative } from 'node:path';
import { keepResults } from './report/keep-results.js';
import type { RowResult } from './report/result.js';
import { table } from './report/table.js';
import { ROWS, rowOf } from './rows/rows.js';
import { BenchServer } from './running/bench-server.js';
import { closing } from './running/closing.js';
import { parseCommandLine, USAGE, type BenchOptions } from './running/command-line.js';
import { environmentOf } from './running/environment.js';
import { measureRow, RESULTS } from './running/measure-row.js';

const order = ROWS.map(({ id }) => id);

function readOptions(): BenchOptions | undefined {
  try {
    const options = parseCommandLine(process.argv.slice(2));
    for (const id of [...options.rows, ...Object.keys(options.sizes)]) rowOf(id);
    return options;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return undefined;
  }
}

/** A row that fails is told of and does not keep the others from being measured. */
async function measure(options: BenchOptions, server: BenchServer): Promise<RowResult[]> {
  const environment = await environmentOf(server);
  const results: RowResult[] = [];
  for (const id of options.rows.length > 0 ? options.rows : order) {
    try {
      results.push(await measureRow(id, server, environment, options));
    } catch (error) {
      console.error(`${id}  failed: ${(error as Error).message}`);
      process.exitCode = 1;
    }
  }
  return results;
}

async function main(options: BenchOptions): Promise<void> {
  const server = await BenchServer.start(options.serverUrl);
  const results = await closing([server], () => measure(options, server));
  console.log(`\n${table(results)}`);
  if (results.length === 0) return;
  const file = await keepResults(RESULTS, options.isQuick ? 'quick' : 'latest', results, order);
  console.log(`Written: ${relative(process.cwd(), file)} and its plot beside it.`);
  if (options.isQuick) console.log('A quick run shows that the benchmark works; its ratios mean little.');
  if (options.isCheck && results.some(({ verdicts }) => verdicts.some(({ isMet }) => !isMet))) process.exitCode = 1;
}

const options = readOptions();
if (options) await main(options);
else process.exitCode = 2;
