/** A request's target, taken apart. */
export interface Address {
  /** Behind the page's path; empty, or begins with a slash. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** @param target path and query as the server was asked */
export function addressOf(target: string, base: string): Address {
  const mark = target.indexOf('?');
  const whole = mark === -1 ? target : target.slice(0, mark);
  return { path: whole.slice(base.length), query: new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1)) };
}
