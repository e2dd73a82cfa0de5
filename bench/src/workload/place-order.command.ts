import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsInt } from 'class-validator';

/** A command without rules. */
export class PlaceOrder {
  constructor(
    readonly orderId: string,
    readonly quantity: number,
  ) {}
}

/** As little as a handler can do: what is measured is the way there. */
@CommandHandler(PlaceOrder)
export class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  async execute({ quantity }: PlaceOrder): Promise<number> {
    return quantity;
  }
}

/** The same with one rule. */
export class PlaceCheckedOrder {
  readonly orderId: string;

  @IsInt()
  readonly quantity: number;

  constructor(orderId: string, quantity: number) {
    this.orderId = orderId;
    this.quantity = quantity;
  }
}

@CommandHandler(PlaceCheckedOrder)
export class PlaceCheckedOrderHandler implements ICommandHandler<PlaceCheckedOrder> {
  async execute({ quantity }: PlaceCheckedOrder): Promise<number> {
    return quantity;
  }
}
