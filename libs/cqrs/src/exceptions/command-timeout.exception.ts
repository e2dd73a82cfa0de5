import { LedgerlineException } from '@ledgerline/storage';

/** A command was not handled within its limit. Its handler may still be running: its signal is aborted, its result is dropped. */
export class CommandTimeoutException extends LedgerlineException {
  /**
   * @param command name of the command's class
   * @param timeout the limit, in milliseconds
   */
  constructor(
    readonly command: string,
    readonly timeout: number,
  ) {
    super({
      code: 'COMMAND_TIMEOUT',
      status: 504,
      message: `The command ${command} was not handled within ${timeout} ms; its handler was told by its signal, and may still be running. Find what it waits for, or raise the limit with @TimeoutAfter(ms) or \`commandTimeout\`.`,
      details: { command, timeout },
    });
  }
}
