/** The environment of servers: the bare minimum, so that a `PGDATA` or `LANG` of the caller changes nothing. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', TMPDIR } = process.env;
  return { PATH, LC_ALL: 'C', ...(TMPDIR === undefined ? {} : { TMPDIR }) };
}
