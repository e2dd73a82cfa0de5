import { LocalServerException } from './local-server.exception.js';

/** A server, or the program that prepares its data folder, ended or stayed silent before it was ready. */
export class ServerStartFailedException extends LocalServerException {
  /** The last lines that the program wrote. */
  readonly output: string;

  constructor(program: string, reason: string, output: string, cause?: unknown) {
    const said = output.trim() === '' ? 'It wrote nothing.' : `It wrote:\n${output.trim()}\n`;
    super({
      code: 'SERVER_START_FAILED',
      what: `${program} did not start: ${reason}. ${said}`,
      remedy: 'Mend what it names and start again, or use a server of your own by its URL.',
      cause,
    });
    this.output = output;
  }
}
