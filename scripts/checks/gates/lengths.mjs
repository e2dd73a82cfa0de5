import { productionSources } from './workspaces.mjs';

/** Small files, one idea each: median under 50 lines, nine in ten under 200, none over 400. */
export function fileLengths({ workspaces }) {
  const files = proseOf(workspaces)
    .map(({ file, text }) => ({ file, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0) }))
    .sort((a, b) => a.lines - b.lines);
  const [median, p90, longest] = [percentile(files, 0.5), percentile(files, 0.9), files.at(-1)];
  return {
    measured: `${files.length} files: median ${median}, p90 ${p90}, longest ${longest?.lines ?? 0} (${longest?.file})`,
    problems: [
      ...(median < 50 ? [] : [`the median file has ${median} lines (must be under 50)`]),
      ...(p90 < 200 ? [] : [`one file in ten has ${p90} lines or more (must be under 200)`]),
      ...files
        .filter(({ lines }) => lines > 400)
        .map(({ file, lines }) => `${file} has ${lines} lines (400 at most): find the second idea in it`),
    ],
  };
}

/** Functions that fit on a screen: 99 in 100 have 50 lines at most, none has more than 80. */
export function functionLengths({ workspaces }) {
  const all = proseOf(workspaces)
    .flatMap(({ file, functions }) => functions.map((each) => ({ file, ...each })))
    .sort((a, b) => a.lines - b.lines);
  const [p99, longest] = [percentile(all, 0.99), all.at(-1)];
  return {
    measured: `${all.length} functions: p99 ${p99}, longest ${longest?.lines ?? 0} (${longest?.name} in ${longest?.file})`,
    problems: [
      ...(p99 <= 50 ? [] : [`one function in a hundred has ${p99} lines or more (50 at most)`]),
      ...all
        .filter(({ lines }) => lines > 80)
        .map(({ file, name, lines }) => `${name} in ${file} has ${lines} lines (80 at most)`),
    ],
  };
}

/** What the limits are for: a contract suite is specs in a list, long like any list. */
function proseOf(workspaces) {
  return productionSources(workspaces).filter(({ file }) => !file.endsWith('.contract.ts'));
}

/** Lines at a share of a sorted list, by nearest rank. */
function percentile(sorted, share) {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]?.lines ?? 0;
}
