import { CommandHandlerNotFoundException, QueryHandlerNotFoundException } from '@nestjs/cqrs';

/** Names in a message are enough to find the mistake; an application may have hundreds. */
const MOST_NAMES = 30;

/** No handler is bound for a command. Nest's own exception, with what is known and what to do. */
export class MissingCommandHandlerException extends CommandHandlerNotFoundException {
  readonly code = 'COMMAND_HANDLER_NOT_FOUND';

  /** @param known names of the commands that have a handler */
  constructor(
    readonly command: string,
    readonly known: readonly string[],
  ) {
    super(command);
    this.message = explanation('command', command, known);
  }
}

/** No handler is bound for a query. Nest's own exception, with what is known and what to do. */
export class MissingQueryHandlerException extends QueryHandlerNotFoundException {
  readonly code = 'QUERY_HANDLER_NOT_FOUND';

  /** @param known names of the queries that have a handler */
  constructor(
    readonly query: string,
    readonly known: readonly string[],
  ) {
    super(query);
    this.message = explanation('query', query, known);
  }
}

function explanation(kind: 'command' | 'query', name: string, known: readonly string[]): string {
  const problem = `No handler found for the ${kind}: "${name}".`;
  if (known.length === 0) {
    return `${problem} No ${kind} has a handler yet: handlers are bound when the application initialises, so call \`await app.init()\` (in a test: \`await module.init()\`, after \`compile()\`) before you execute anything.`;
  }
  const names = [...known].sort().slice(0, MOST_NAMES).join(', ');
  const more = known.length > MOST_NAMES ? ` and ${known.length - MOST_NAMES} more` : '';
  return `${problem} Is its handler in the \`providers\` of a module that the application imports? Known ${kind === 'command' ? 'commands' : 'queries'}: ${names}${more}.`;
}
