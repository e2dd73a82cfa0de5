import { Aggregate, AggregateRoot, Event, EventHandler, EventType } from '@ledgerline/event-sourcing';

/** The events and the aggregate that the contract suite works with. */
@EventType({ name: 'Deposited' })
export class Deposited extends Event {
  constructor(
    readonly amount: number,
    readonly note: string = '',
  ) {
    super();
  }
}

@EventType({ name: 'Withdrawn' })
export class Withdrawn extends Event {
  constructor(readonly amount: number) {
    super();
  }
}

/** Carries any payload. */
@EventType({ name: 'Noted' })
export class Noted extends Event {
  constructor(readonly value: unknown) {
    super();
  }
}

@Aggregate({ name: 'account', snapshotVersion: 3 })
export class Account extends AggregateRoot {
  balance = 0;
  history: number[] = [];

  deposit(amount: number): void {
    this.apply(new Deposited(amount));
  }

  withdraw(amount: number): void {
    this.apply(new Withdrawn(amount));
  }

  @EventHandler(Deposited)
  protected onDeposited(event: Deposited): void {
    this.balance += event.amount;
    this.history.push(event.amount);
  }

  @EventHandler(Withdrawn)
  protected onWithdrawn(event: Withdrawn): void {
    this.balance -= event.amount;
    this.history.push(-event.amount);
  }
}
