/** The streams that a filter by beginning and category can name, as a half-open range of names in the order of their bytes. */
export interface NameRange {
  readonly from: string;
  /** Absent: no end. */
  readonly below?: string;
}

const HIGHEST = '\u{10FFFF}';

/** `-`, which ends a category, is followed by `.`: every stream of a category lies between the two, and few others. */
export function nameRange({ prefix, category }: { readonly prefix?: string; readonly category?: string }): NameRange {
  const byPrefix: NameRange = prefix === undefined ? { from: '' } : { from: prefix, below: prefix + HIGHEST };
  if (category === undefined) return byPrefix;
  const end = `${category}.`;
  return {
    from: category > byPrefix.from ? category : byPrefix.from,
    below: byPrefix.below === undefined || end < byPrefix.below ? end : byPrefix.below,
  };
}
