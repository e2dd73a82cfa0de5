/** Anything that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Milliseconds since the epoch. */
export type Millis = number;

/** A text of JSON that may have been cut: lists carry no payloads, and a page shows no megabytes. */
export interface JsonView {
  /** The value with personal fields masked; absent when it is cut. */
  readonly value?: Json;
  /** The first characters of the text, when it was too long to send whole. */
  readonly beginning?: string;
  /** Bytes of UTF-8 of the stored text. */
  readonly bytes: number;
  /** Places whose values are masked because the class calls them personal: `customer`, `items[].name`. */
  readonly masked: readonly string[];
}

/** One place in which two values differ. */
export interface Difference {
  /** Keys and indexes from the top. */
  readonly path: readonly (string | number)[];
  readonly kind: 'added' | 'removed' | 'changed';
  /** Absent for `added`. */
  readonly before?: Json;
  /** Absent for `removed`. */
  readonly after?: Json;
}
