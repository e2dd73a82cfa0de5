import { LedgerlineException } from '@ledgerline/storage';

/** A handler as a message can name it. */
export interface NamedHandler {
  readonly handler: string;
  readonly module: string;
}

/** Two handlers are bound for one command or query; refused at start-up. */
export class DuplicateHandlerException extends LedgerlineException {
  /** @param messageName name of the message's class */
  constructor(
    kind: 'command' | 'query',
    readonly messageName: string,
    readonly handlers: readonly [NamedHandler, NamedHandler],
  ) {
    const [first, second] = handlers.map(({ handler, module }) => `${handler} of ${module}`);
    super({
      code: 'DUPLICATE_HANDLER',
      status: 500,
      message: `The ${kind} ${messageName} has two handlers, ${first} and ${second}; only one could answer. Provide one of them, once, or set \`duplicateHandlers: 'warn'\` to let the last one win.`,
      details: { message: messageName, handlers },
    });
  }
}
