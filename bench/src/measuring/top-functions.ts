import type { Profiler } from 'node:inspector/promises';

type Frame = Profiler.Profile['nodes'][number]['callFrame'];

/** A function and its part of the time, callees not included. */
export interface FunctionTime {
  readonly name: string;
  readonly url: string;
  /** From 1. */
  readonly line: number;
  /** From 0 to 1, of the time in which the process was not idle. */
  readonly share: number;
}

/** The part of the time in which the process was not idle: near 1, and it is the process that limits the rate. */
export function busyShare(profile: Profiler.Profile): number {
  const idle = new Set(profile.nodes.filter(({ callFrame }) => isIdle(callFrame)).map(({ id }) => id));
  const deltas = profile.timeDeltas ?? [];
  const sum = (times: readonly number[]) => times.reduce((total, time) => total + time, 0);
  return 1 - sum(deltas.filter((_, index) => idle.has(profile.samples![index]!))) / sum(deltas);
}

/** The functions of a profile with the most time of their own. */
export function topFunctions(profile: Profiler.Profile, count: number): FunctionTime[] {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, { frame: Frame; time: number }>();
  let total = 0;
  (profile.samples ?? []).forEach((id, index) => {
    const frame = frames.get(id)!;
    if (isIdle(frame)) return;
    const time = profile.timeDeltas?.[index] ?? 0;
    const key = `${frame.functionName}\0${frame.url}\0${frame.lineNumber}`;
    const known = times.get(key);
    if (known) known.time += time;
    else times.set(key, { frame, time });
    total += time;
  });
  return [...times.values()]
    .sort((a, b) => b.time - a.time)
    .slice(0, count)
    .map(({ frame: { functionName, url, lineNumber }, time }) => ({
      name: functionName || '(anonymous)',
      url,
      line: lineNumber + 1,
      share: time / total,
    }));
}

/** `dispatch` without a place is the call that started the profiler: waiting is booked under it when a session profiles itself. */
function isIdle({ functionName, url }: Frame): boolean {
  return functionName === '(idle)' || functionName === '(root)' || (functionName === 'dispatch' && url === '');
}
