/** Code of the error of a saga whose event could not start it. */
export const EVENT_START_FAILED = 'SAGA_EVENT_START';

/** What such a saga keeps in place of its context: where its event is. */
export interface EventPlace {
  readonly stream: string;
  readonly version: number;
}
