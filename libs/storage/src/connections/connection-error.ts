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
]);

/** Class 08 connection exceptions, 57P0x shutdowns, 53300 too many connections, 28/3D: the server refuses this login or database now. */
const SERVER_STATES = /^(08...|57P0[0-5]|53300|28000|28P01|3D000)$/;

/** The native drivers report a socket that closed by itself by message alone: these texts of `pg` and `pg-pool` carry no code. */
const DRIVER_MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Client was closed|Cannot use a pool after|Query read timeout|The client is closed|The server does not support SSL)/;

/** Whether an error tells of the connection to the database, not of the statement. Looks through TypeORM's wrapper and through causes. */
export function isConnectionError(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; depth++) {
    const { code, driverError } = current as Error & { code?: unknown; driverError?: unknown };
    if (typeof code === 'string' && (NETWORK_CODES.has(code) || SERVER_STATES.test(code))) return true;
    if (DRIVER_MESSAGES.test(current.message)) return true;
    if (current instanceof AggregateError && current.errors.some(isConnectionError)) return true;
    current = driverError instanceof Error && driverError !== current ? driverError : (current.cause as Error);
  }
  return false;
}
