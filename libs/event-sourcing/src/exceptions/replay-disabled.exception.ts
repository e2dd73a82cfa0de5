import { LedgerlineException } from '@ledgerline/storage';

/** This node only appends (`replay: false`). */
export class ReplayDisabledException extends LedgerlineException {
  constructor(readonly operation: string) {
    super({
      code: 'REPLAY_DISABLED',
      status: 409,
      message: `${operation} is refused: this node was started with \`replay: false\` and only appends. Ask a node that replays.`,
      details: { operation },
    });
  }
}
