import { ServerBinariesMissingException } from '../exceptions/server-binaries-missing.exception.js';
import { TemporaryFolder } from '../folders/temporary-folder.js';
import { unprivilegedUser } from '../os-user/os-user.js';
import { initialiseData } from './initialise-data.js';
import { launchMariaDb } from './launch-mariadb.js';
import { homeIn } from './mariadb-home.js';
import { HOW_TO_GET_MARIADB, findMariaDb } from './mariadb-installation.js';
import { MariaDbServer } from './mariadb-server.js';

/** What a server is started with. */
export interface StartMariaDbOptions {
  /** A free one unless told. */
  readonly port?: number;
  /** Server variables, over the defaults. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** `false` gives up safety from power cuts for speed; for tests that do not test that. */
  readonly isDurable?: boolean;
  /** Keeps its folder in memory, where this machine has room for that: faster, and no different to a process that is killed. */
  readonly inMemory?: boolean;
  /** Gets every line of the server's log. */
  readonly onLog?: (line: string) => void;
  /** Milliseconds until it must be ready; 60 000 unless told. */
  readonly timeoutMs?: number;
}

const UNSAFE = { 'innodb-flush-log-at-trx-commit': 2, 'innodb-flush-method': 'nosync' };

/**
 * Starts the MariaDB or MySQL server of this machine as an ordinary user in a temporary folder. It ends with this process,
 * however that ends, and the folder with it.
 *
 * @throws ServerBinariesMissingException where no server is installed, with how to get one
 * @throws ServerStartFailedException when the server does not come up, with its last words
 */
export async function startMariaDb(options: StartMariaDbOptions = {}): Promise<MariaDbServer> {
  const installation = findMariaDb();
  if (!installation)
    throw new ServerBinariesMissingException('No MariaDB or MySQL server is on this machine.', HOW_TO_GET_MARIADB);
  const { port, settings, onLog: onLine, timeoutMs = 60_000, isDurable = true } = options;
  const user = unprivilegedUser(['mysql', '_mysql']);
  const folder = await TemporaryFolder.create({ purpose: 'mariadb', owner: user, inMemory: options.inMemory });
  try {
    const home = homeIn(folder.path, user);
    await initialiseData(installation, home);
    const launch = { installation, home, port, onLine, timeoutMs, settings: { ...(isDurable ? {} : UNSAFE), ...settings } };
    return new MariaDbServer(launch, await launchMariaDb(launch), () => folder.remove());
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
