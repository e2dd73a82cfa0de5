import { times } from '../goals/verdict.js';
import { median, medianRatio, type Series } from '../measuring/series.js';
import type { Environment, RowResult } from './result.js';

const NAME_WIDTH = 52;
const NUMBER_WIDTH = 12;
const LINE_WIDTH = 110;

/** The results as text for a terminal. */
export function table(results: readonly RowResult[]): string {
  const [first] = results;
  if (!first) return 'No row was measured.';
  const heading = [
    `Ledgerline against its peers: medians, and the ratio of each to the first`,
    machine(first.environment),
    '',
    `${''.padEnd(4 + NAME_WIDTH)}${right('median')}${right('lowest')}${right('highest')}${right('ours is')}`,
  ];
  const missed = results.flatMap(({ verdicts }) => verdicts).filter(({ isMet }) => !isMet).length;
  const all = results.flatMap(({ verdicts }) => verdicts).length;
  return [...heading, ...results.flatMap(rowLines), '', `${all - missed} of ${all} targets met.`].join('\n');
}

function machine({ cores, processor, memoryGigabytes, node, postgres, fsync, syncTime }: Environment): string {
  return `${cores} cores (${processor}), ${memoryGigabytes} GB, Node ${node}, PostgreSQL ${postgres}, fsync ${fsync}, ${syncTime} µs an fdatasync`;
}

function rowLines(result: RowResult): string[] {
  const { id, work, unit, digits, size, sizeOf = 'events', isReduced, series, verdicts, doesNotMeasure } = result;
  const about = size === undefined ? '' : `, ${size.toLocaleString('en')} ${sizeOf}`;
  return [
    '',
    `${id.padEnd(4)}${work}${about} (${unit})`,
    ...series.map((each) => seriesLine(each, series[0]!, digits)),
    ...verdicts.map(({ target, reached, isMet }) => {
      const verdict = `${isMet ? 'met' : 'MISSED'}${isReduced ? ', at a reduced size' : ''}`;
      return `    target  ${target.padEnd(NAME_WIDTH - 8)}${right(reached)}  ${verdict}`;
    }),
    ...wrapped(`not measured: ${doesNotMeasure}`).map((line) => `    ${line}`),
  ];
}

function seriesLine(series: Series, ours: Series, digits: number): string {
  const { name, samples } = series;
  const numbers = [median(samples), Math.min(...samples), Math.max(...samples)].map((value) => right(shown(value, digits)));
  return `    ${name.padEnd(NAME_WIDTH)}${numbers.join('')}${series === ours ? '' : right(times(medianRatio(ours, series)))}`;
}

/** A number as people read it. */
export function shown(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function right(text: string): string {
  return text.padStart(NUMBER_WIDTH);
}

function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (longer.length > LINE_WIDTH) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
