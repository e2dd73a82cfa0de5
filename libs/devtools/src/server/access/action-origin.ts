import type { IncomingHttpHeaders } from 'node:http';
import { ACTION_HEADER } from '../../api/routes.js';
import { DevtoolsRefusedException } from '../../exceptions/devtools-refused.exception.js';

/**
 * Lets an action pass that only the page itself, or a person at a terminal, can have sent.
 *
 * A foreign page cannot set the content type and the header without the browser asking first, which nobody here permits. What the browser
 * says of the sender must fit as well: `Sec-Fetch-Site`, which no script can forge and no proxy rewrites, or else `Origin` against the
 * address that was asked.
 *
 * @throws DevtoolsRefusedException (403)
 */
export function assertOwnOrigin(headers: IncomingHttpHeaders): void {
  if (headers[ACTION_HEADER] !== '1') throw refused(`the header ${ACTION_HEADER} is missing`);
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) throw refused('its content type is not application/json');
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') throw refused('it comes of another site');
  const { origin } = headers;
  if (site === undefined && (origin === undefined || !isOwn(origin, headers)))
    throw refused(origin === undefined ? 'it names no Origin' : 'its Origin is not the address that was asked');
}

/** Behind a proxy the address that was asked is what the proxy was asked for; no script of another origin can set either header. */
function isOwn(origin: string, headers: IncomingHttpHeaders): boolean {
  const host = URL.canParse(origin) ? new URL(origin).host : undefined;
  const forwarded = String(headers['x-forwarded-host'] ?? '')
    .split(',')[0]
    ?.trim();
  return host !== undefined && (host === headers.host?.toLowerCase() || host === forwarded?.toLowerCase());
}

function refused(reason: string): DevtoolsRefusedException {
  return new DevtoolsRefusedException(`The action was refused: ${reason}. Act from the page itself.`);
}
