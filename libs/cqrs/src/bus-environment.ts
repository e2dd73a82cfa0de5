import { systemClock, type Clock } from '@ledgerline/storage';
import { resolveCqrsOptions, type CqrsModuleOptions, type ResolvedCqrsOptions } from './cqrs-options.js';

/** What the buses of one application work with. */
export class BusEnvironment {
  readonly options: ResolvedCqrsOptions;

  /** @throws InvalidOptionException */
  constructor(
    options?: CqrsModuleOptions,
    readonly clock: Clock = systemClock,
  ) {
    this.options = resolveCqrsOptions(options);
  }
}
