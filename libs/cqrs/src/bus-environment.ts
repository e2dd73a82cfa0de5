import { systemClock, type Clock } from '@ledgerline/storage';
import { InFlight } from './buses/in-flight.js';
import type { ProjectionRunner } from './projections/projection-runner.js';
import { resolveCqrsOptions, type CqrsModuleOptions, type ResolvedCqrsOptions } from './cqrs-options.js';

/** Token of the `Clock` of the buses; tests provide their own. */
export const BUS_CLOCK = Symbol('ledgerline:bus-clock');

/** What the buses of one application work with. */
export class BusEnvironment {
  readonly options: ResolvedCqrsOptions;
  readonly inFlight = new InFlight();

  /** @throws InvalidOptionException */
  constructor(
    options?: CqrsModuleOptions,
    readonly clock: Clock = systemClock,
    /** Whether commands and queries in flight are waited for at shutdown. */
    readonly isTracked = false,
    /** What queries wait for that say after what they are to be answered. */
    readonly projections?: Pick<ProjectionRunner, 'waitFor'>,
  ) {
    this.options = resolveCqrsOptions(options);
  }
}
