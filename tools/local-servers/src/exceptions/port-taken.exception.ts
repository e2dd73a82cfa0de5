import { LocalServerException } from './local-server.exception.js';

/** The application cannot listen on its port. */
export class PortTakenException extends LocalServerException {
  readonly port: number;

  constructor(port: number, cause: NodeJS.ErrnoException) {
    const what =
      cause.code === 'EADDRINUSE'
        ? `Another program listens on port ${port}.`
        : `This user may not listen on port ${port} (${cause.code ?? cause.message}).`;
    super({ code: 'PORT_TAKEN', what, remedy: 'Choose another: `PORT=3001 npm start`.', cause });
    this.port = port;
  }
}
