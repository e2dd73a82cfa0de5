import { LocalServerException } from './local-server.exception.js';

/** The variable PORT holds no port number. */
export class InvalidPortException extends LocalServerException {
  constructor(value: string) {
    super({
      code: 'INVALID_PORT',
      what: `PORT is ${JSON.stringify(value)}, which is no port number.`,
      remedy: 'Give a whole number from 0 (any free port) to 65535: `PORT=3001 npm start`.',
    });
  }
}
