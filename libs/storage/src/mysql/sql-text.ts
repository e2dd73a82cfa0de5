/** `?, ?, ?`: MySQL has no parameter that is a list. */
export function placeholders(count: number, each = '?'): string {
  return Array.from({ length: count }, () => each).join(', ');
}

/** Milliseconds since the epoch of a DATETIME(6) in UTC. */
export function epochOf(column: string): string {
  return `TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ${column}) DIV 1000`;
}

/** The moment that lies some milliseconds ahead, by the server's clock, in UTC; `milliseconds` is an expression or a `?`. */
export function fromNow(milliseconds = '?'): string {
  return `TIMESTAMPADD(MICROSECOND, ${milliseconds} * 1000, UTC_TIMESTAMP(6))`;
}
