import { Event } from '@ledgerline/event-sourcing';

/** One event of an append that says which append it belongs to and how many events that has. */
export class Part extends Event {
  constructor(
    readonly append: string,
    readonly number: number,
    readonly total: number,
  ) {
    super();
  }
}
