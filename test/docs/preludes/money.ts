import { Command } from '@ledgerline/cqrs';
import { AggregateRoot } from '@ledgerline/event-sourcing';
import type { OrderItem } from './order.js';

export declare class Account extends AggregateRoot {
  withdraw(amount: number): void;
  deposit(amount: number): void;
}

/** An entity of the application's. */
export class Transfer {
  from!: string;
  to!: string;
  amount!: number;
}

export class TransferMoney extends Command<void> {
  constructor(
    readonly from: string,
    readonly to: string,
    readonly amount: number,
  ) {
    super();
  }
}

export interface Receipt {
  readonly id: string;
}

export class CancelOrder extends Command<Receipt> {
  constructor(
    readonly orderId: string,
    readonly reason: string,
  ) {
    super();
  }
}

export declare const reason: string;
export declare const key: string | undefined;

/** What a request may say, and whose it is. */
export class PlaceOrderBody {
  items!: OrderItem[];
}
export interface User {
  readonly id: string;
}
export declare const CurrentUser: () => ParameterDecorator;
