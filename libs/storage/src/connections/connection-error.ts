const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  // What MySQL and MariaDB say as they end a session, or refuse a new one.
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_CON_COUNT_ERROR',
  'ER_ACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
]);

/** Class 08 connection exceptions, 57P0x shutdowns, 25P03 idle in a transaction for too long, 53300 too many connections, 28/3D: the server refuses this login or database now. */
const SERVER_STATES = /^(08...|25P03|57P0[0-5]|53300|28000|28P01|3D000)$/;

/** The native drivers report a socket that closed by itself by message alone: these texts of `pg`, `pg-pool` and `mysql2` carry no code. */
const DRIVER_MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Client was closed|Cannot use a pool after|Query read timeout|The client is closed|The server does not support SSL|Can't add new command when connection is in closed state|Can't write in closed state|Pool is closed)/;

/** What errors of drivers and wrappers may carry. */
interface ErrorLike {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly driverError?: unknown;
  readonly errors?: unknown;
  readonly cause?: unknown;
}

const DEEPEST_CAUSE = 5;

/**
 * Whether an error tells of the connection to the database, not of the statement. Looks through TypeORM's wrapper and through causes.
 *
 * It goes by shape: errors of Node's own sockets are of another realm's class in sandboxes, so `instanceof` would miss them.
 */
export function isConnectionError(error: unknown): boolean {
  let current = error;
  for (let depth = 0; typeof current === 'object' && current !== null && depth < DEEPEST_CAUSE; depth++) {
    const { code, message, driverError, errors, cause } = current as ErrorLike;
    if (typeof code === 'string' && (NETWORK_CODES.has(code) || SERVER_STATES.test(code))) return true;
    if (typeof message === 'string' && DRIVER_MESSAGES.test(message)) return true;
    if (Array.isArray(errors) && errors.some(isConnectionError)) return true;
    current = driverError !== undefined && driverError !== current ? driverError : cause;
  }
  return false;
}
