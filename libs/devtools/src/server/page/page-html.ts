import { posix } from 'node:path';
import type { Answer } from '../http/answer.js';
import type { PageName } from '../http/exchange.js';

/** Where the pages are, as this process sees it; a proxy in front may show them below another path. */
export type PagePaths = Readonly<Record<PageName, string>>;

/**
 * The page, with its addresses relative to where it was asked for: `/events` and `/events/` are both good, and so is any prefix that a
 * proxy puts in front.
 */
export function pageAnswer(html: string, page: PageName, hasSlash: boolean, paths: PagePaths): Answer {
  const here = hasSlash ? paths[page] : posix.dirname(paths[page]);
  const relative = (target: string) => posix.relative(here, target) || '.';
  const own = hasSlash ? './' : `${posix.basename(paths[page])}/`;
  const meta: Record<string, string> = {
    page,
    api: `${own}api/v1/`,
    events: relative(paths.events),
    sagas: relative(paths.sagas),
  };
  const tags = Object.entries(meta).map(([name, content]) => `<meta name="ledgerline-${name}" content="${escapeHtml(content)}">`);
  const body = html.replaceAll(/(src|href)="\.\//g, `$1="${escapeHtml(own)}`).replace('</head>', `${tags.join('')}</head>`);
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
