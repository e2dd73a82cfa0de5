import { LedgerlineException } from '@ledgerline/storage';

/** An idempotency key was used before, for another command or for one with other contents; nothing was done. */
export class IdempotencyKeyConflictException extends LedgerlineException {
  constructor(
    readonly key: string,
    /** The command that is refused. */
    readonly command: string,
    /** The one that the key belongs to. */
    readonly first: string,
  ) {
    const other = command === first ? `another ${first}` : `the command ${first}`;
    super({
      code: 'IDEMPOTENCY_KEY_CONFLICT',
      status: 422,
      message:
        `The idempotency key "${key}" belongs to ${other}, so this ${command} was not handled. Repeat a command as it was, or use a fresh key; ` +
        'a step of a saga that runs again must make the same decisions.',
      details: { key, command, first },
    });
  }
}
