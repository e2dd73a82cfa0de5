import type { Page } from '@ledgerline/devtools/api';
import { Link } from '../routing/link.js';

interface PagerProps {
  readonly view: string;
  readonly query: Readonly<Record<string, string>>;
  readonly page: Page<unknown>;
  /** What lies on the next page. */
  readonly next: string;
  readonly first: string;
}

/** To the next page and back to the first one; Back of the browser leads to the page before. */
export function Pager({ view, query, page, next, first }: PagerProps) {
  const { cursor, ...filters } = query;
  return (
    <footer class="pager">
      {page.coverage && <p class="quiet">{page.coverage.says}</p>}
      <span class="grow" />
      {cursor !== undefined && (
        <Link view={view} query={filters} class="button">
          {first}
        </Link>
      )}
      {page.next !== undefined && (
        <Link view={view} query={{ ...filters, cursor: page.next }} class="button">
          {next}
        </Link>
      )}
    </footer>
  );
}
