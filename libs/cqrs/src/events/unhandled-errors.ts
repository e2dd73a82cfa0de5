import { Logger } from '@nestjs/common';
import type { ICommand, IEvent, UnhandledExceptionBus } from '@nestjs/cqrs';
import type { BusContext } from '../context/bus-context.js';

/** Where an error ends up that no caller is waiting for: in the log and on the bus for such errors. */
export class UnhandledErrors {
  readonly #logger = new Logger('EventBus');

  constructor(private readonly bus: UnhandledExceptionBus) {}

  /**
   * @param what who failed, on which message, as the beginning of a sentence
   * @param cause the event or command, as Nest gives it to the bus
   */
  report(what: string, cause: IEvent | ICommand, error: unknown, context?: BusContext): void {
    const correlation = context ? ` (correlation id ${context.correlationId})` : '';
    this.#logger.error(`${what}${correlation}: ${messageOf(error)}`, error instanceof Error ? error.stack : undefined);
    try {
      this.bus.publish({ cause, exception: error });
    } catch (failure) {
      this.#logger.error(`A subscriber of UnhandledExceptionBus failed: ${messageOf(failure)}`, failure);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
