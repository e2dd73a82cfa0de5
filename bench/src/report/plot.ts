import { times } from '../goals/verdict.js';
import { median, medianRatio } from '../measuring/series.js';
import type { RowResult } from './result.js';
import { shown } from './table.js';

const WIDTH = 960;
const LABELS = 380;
const BARS = 360;
const BAR_HEIGHT = 18;
const BAR_STEP = 24;
const ROW_HEAD = 34;
const OURS = '#2563eb';
const PEERS = '#94a3b8';

/** The results as an SVG: for each row the medians as bars, the longest one filling the width. */
export function plot(results: readonly RowResult[]): string {
  let top = 20;
  const groups = results.map((result) => {
    const group = rowGroup(result, top);
    top += ROW_HEAD + result.series.length * BAR_STEP + 12;
    return group;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="white"/>
${groups.join('\n')}
</svg>
`;
}

function rowGroup({ id, work, unit, digits, series }: RowResult, top: number): string {
  const longest = Math.max(...series.map(({ samples }) => median(samples)));
  const bars = series.map((each, index) => {
    const value = median(each.samples);
    const y = top + ROW_HEAD + index * BAR_STEP;
    const width = Math.max(1, (value / longest) * BARS);
    const ratio = index === 0 ? '' : `, ours is ${times(medianRatio(series[0]!, each))}`;
    return `<text x="${LABELS - 10}" y="${y + 14}" text-anchor="end">${escaped(each.name)}</text>
<rect x="${LABELS}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" fill="${index === 0 ? OURS : PEERS}"/>
<text x="${(LABELS + width + 8).toFixed(1)}" y="${y + 14}">${escaped(`${shown(value, digits)}${ratio}`)}</text>`;
  });
  const title = `<text x="20" y="${top + 20}" font-weight="bold">${escaped(`${id}  ${work} (${unit})`)}</text>`;
  return [title, ...bars].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
