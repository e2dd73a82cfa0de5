import { isIP } from 'node:net';

/**
 * Whether pages that nobody guards may be opened under this host name: one that a foreign site cannot have made up. A public name that is
 * made to lead to this machine has a dot and is none of the given ones.
 *
 * @param host the `Host` header, with or without a port
 */
export function isKnownHost(host: string | undefined, allowed: ReadonlySet<string>): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const name = new URL(`http://${host}`).hostname.toLowerCase();
  return !name.includes('.') || name.endsWith('.localhost') || isIP(name.replace(/^\[|\]$/g, '')) !== 0 || allowed.has(name);
}
