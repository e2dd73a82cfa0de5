/** The row behind or before the current one; from none (-1) the first or the last, and never beyond the ends. */
export function rowFrom(current: number, step: 1 | -1, rows: number): number {
  if (current === -1) return step === 1 ? 0 : rows - 1;
  return Math.min(Math.max(current + step, 0), rows - 1);
}
