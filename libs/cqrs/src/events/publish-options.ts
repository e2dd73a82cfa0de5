import { AsyncContext } from '@nestjs/cqrs';

/** What may be said about one publication. */
export interface PublishOptions {
  /** `handlers`: the promise resolves when every handler in this process has ended. @default none: when the event is on its way */
  readonly wait: 'handlers' | 'none';
}

/** The arguments of `publish` behind the event: those of Nest, in its order, and ours. */
export interface PublishArguments {
  readonly dispatcher?: unknown;
  readonly asyncContext?: AsyncContext;
  readonly isAwaited: boolean;
}

/** Sorts out the arguments of `publish` and `publishAll` behind the events: options may stand in any place. */
export function publishArguments(given: readonly unknown[]): PublishArguments {
  let isAwaited = false;
  const rest = given.filter((argument) => {
    if (!isPublishOptions(argument)) return true;
    isAwaited = argument.wait === 'handlers';
    return false;
  });
  const [dispatcher, asyncContext] = rest;
  if (asyncContext === undefined && dispatcher instanceof AsyncContext) return { asyncContext: dispatcher, isAwaited };
  return { dispatcher, asyncContext: asyncContext as AsyncContext | undefined, isAwaited };
}

function isPublishOptions(argument: unknown): argument is PublishOptions {
  if (typeof argument !== 'object' || argument === null || Object.getPrototypeOf(argument) !== Object.prototype) return false;
  const { wait } = argument as { wait?: unknown };
  return wait === 'handlers' || wait === 'none';
}
