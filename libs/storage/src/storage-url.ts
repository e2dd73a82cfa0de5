import { InvalidStorageUrlException } from './exceptions/invalid-storage-url.exception.js';
import { assertSqlName } from './sql-name.js';
import type { ResolvedStorage, SharedDataSource, StorageEngine, StorageOption, StorageOptions } from './storage-options.js';

const ENGINE_OF_SCHEME: Readonly<Record<string, StorageEngine>> = {
  'memory:': 'memory',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
  'mysql:': 'mysql',
  'mariadb:': 'mysql',
};

const DEFAULT_SCHEMA = 'ledgerline';
const DEFAULT_POOL_SIZE = 10;
const MAX_PARTITIONS = 1024;

/**
 * Parses and validates a module's `storage` option.
 *
 * @throws InvalidStorageUrlException for an unknown scheme, an unparsable URL or an option out of range
 */
export function resolveStorage(option: StorageOption): ResolvedStorage {
  if (typeof option === 'string') return fromUrl({ url: option });
  if (option !== null && typeof option === 'object' && 'dataSource' in option) return fromDataSource(option);
  if (option !== null && typeof option === 'object' && 'url' in option) return fromUrl(option);
  throw new InvalidStorageUrlException(
    JSON.stringify(option) ?? String(option),
    'it is neither a URL nor an object with `url` or `dataSource`',
  );
}

/** The URL as it may be shown: user kept, password replaced. Text that is no URL is not shown at all. */
export function maskPassword(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return '(not a URL)';
  }
  if (parsed.password) parsed.password = '***';
  for (const name of parsed.searchParams.keys()) {
    if (/pass|secret|token|key/i.test(name)) parsed.searchParams.set(name, '***');
  }
  return parsed.href;
}

function fromUrl(options: StorageOptions): ResolvedStorage {
  const shown = maskPassword(String(options.url));
  const url = parse(options.url, shown);
  const engine = ENGINE_OF_SCHEME[url.protocol];
  if (!engine) throw new InvalidStorageUrlException(shown, `the scheme "${url.protocol}" is unknown`);
  if (engine !== 'memory' && !url.hostname && !url.searchParams.get('host')) {
    throw new InvalidStorageUrlException(shown, 'it names no host');
  }
  if (engine !== 'memory' && url.pathname.length < 2) throw new InvalidStorageUrlException(shown, 'it names no database');
  assertDecodable(url, shown);
  const common = commonOptions(options, shown);
  return {
    ...common,
    engine,
    shown,
    url,
    key: engine === 'memory' ? `memory:${url.pathname}` : `${url.href}#${common.poolSize}`,
    poolSize: common.poolSize,
    partitions: engine === 'memory' ? partitionsOf(url, shown) : 1,
    memoryName: engine === 'memory' ? decodeURIComponent(url.pathname) : '',
  };
}

function fromDataSource(option: SharedDataSource): ResolvedStorage {
  const type = option.dataSource?.options?.type;
  const engine = type === 'postgres' ? 'postgres' : type === 'mysql' || type === 'mariadb' ? 'mysql' : undefined;
  const shown = `{ dataSource: ${String(type)} }`;
  if (!engine) throw new InvalidStorageUrlException(shown, 'its type must be postgres, mysql or mariadb');
  return {
    ...commonOptions({ ...option, url: '' }, shown),
    engine,
    shown,
    key: '',
    dataSource: option.dataSource,
    partitions: 1,
    memoryName: '',
  };
}

function commonOptions(options: StorageOptions, shown: string) {
  const { schema = DEFAULT_SCHEMA, poolSize = DEFAULT_POOL_SIZE, migrate = 'auto', preparedStatements = true } = options;
  if (!Number.isInteger(poolSize) || poolSize < 2 || poolSize > 1000) {
    throw new InvalidStorageUrlException(shown, '`poolSize` must be an integer from 2 to 1000');
  }
  if (migrate !== 'auto' && migrate !== 'manual')
    throw new InvalidStorageUrlException(shown, "`migrate` must be 'auto' or 'manual'");
  try {
    assertSqlName(schema);
  } catch (cause) {
    throw new InvalidStorageUrlException(shown, `its \`schema\` is refused: ${(cause as Error).message}`, cause);
  }
  return { schema, poolSize, migrate, preparedStatements };
}

function parse(url: string, shown: string): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw new InvalidStorageUrlException(
      shown,
      'it cannot be parsed',
      cause instanceof Error ? new Error(cause.message) : undefined,
    );
  }
}

/** The drivers decode these parts; a `%` that begins no escape would make them fail without a word of where. */
function assertDecodable({ username, password, pathname }: URL, shown: string): void {
  try {
    for (const part of [username, password, pathname]) decodeURIComponent(part);
  } catch {
    throw new InvalidStorageUrlException(
      shown,
      'its user, password or database holds a "%" that begins no escape; write it as "%25"',
    );
  }
}

function partitionsOf(url: URL, shown: string): number {
  const partitions = Number(url.searchParams.get('partitions') ?? '1');
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > MAX_PARTITIONS) {
    throw new InvalidStorageUrlException(shown, `\`partitions\` must be an integer from 1 to ${MAX_PARTITIONS}`);
  }
  return partitions;
}
