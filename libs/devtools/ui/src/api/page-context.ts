/** What the server says in the page's `<meta>` about where things are, relative to the page's own address. */
export interface PageContext {
  /** Which of the two pages this is. */
  readonly page: 'events' | 'sagas';
  /** Beginning of the API's addresses, ends with a slash. */
  readonly api: string;
  /** Addresses of the two pages. */
  readonly events: string;
  readonly sagas: string;
}

/** Reads the context; the addresses are absolute afterwards, so that nothing depends on the page's hash or on a slash at its end. */
export function pageContext(document: Document): PageContext {
  const meta = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="ledgerline-${name}"]`)?.content ?? '';
  const address = (name: string) => new URL(meta(name), document.location.href.replace(/[?#].*$/, '')).href;
  return {
    page: meta('page') === 'sagas' ? 'sagas' : 'events',
    api: address('api'),
    events: address('events'),
    sagas: address('sagas'),
  };
}
