/**
 * A page of a list by keyset. A cursor is opaque and belongs to the filters with which it was given; it stands in the page's URL, so that
 * Back and a colleague see the same rows.
 */
export interface Page<T> {
  readonly items: readonly T[];
  /** Towards the end of the list; absent at the end. */
  readonly next?: string;
  /** What the filters were applied to; absent where an index answers them whole. */
  readonly coverage?: Coverage;
}

/**
 * How far a filter without an index has looked: a page does a bounded amount of work. With `isComplete` false there may be more matches
 * behind `next`, also when the page is empty.
 */
export interface Coverage {
  readonly isComplete: boolean;
  /** Entries that were looked at. */
  readonly scanned: number;
  /** A sentence for people: what was searched. */
  readonly says: string;
}

/** A number that was counted up to a limit, or estimated from the database's statistics: never counted on a page load. */
export interface Count {
  readonly count: number;
  readonly kind: 'exact' | 'at-least' | 'estimate';
}
