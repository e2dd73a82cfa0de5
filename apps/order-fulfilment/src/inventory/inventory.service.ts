import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { EffectLedger, type Effect } from '../effects/effect-ledger.js';
import { referenceFor } from '../effects/reference.js';
import type { ServiceCall } from '../effects/service-call.js';
import { InventoryBusyException } from './inventory-busy.exception.js';
import { OutOfStockException } from './out-of-stock.exception.js';

/** How many pieces of an item to set aside. */
export interface StockRequest {
  readonly sku: string;
  readonly quantity: number;
}

/** Stock that was set aside for an order. */
export interface Reservation extends Effect {
  readonly kind: 'reserved';
  readonly reservationId: string;
  readonly items: readonly StockRequest[];
}

/** Stock that was given back. */
export interface Release extends Effect {
  readonly kind: 'released';
}

const FLAKY_FAILURES = 2;
const SLOW_DELAY = 3_000;

/** The warehouse, simulated. Items switch its failures on: `OUT-OF-STOCK`, `FLAKY` (fails twice, then works), `SLOW` (takes 3 s). */
@Injectable()
export class InventoryService {
  readonly effects = new EffectLedger<Reservation | Release>();
  readonly #failures = new Map<string, number>();

  /**
   * Sets stock aside, once for each idempotency key.
   *
   * @throws OutOfStockException when an item is not there; a repetition will not help
   * @throws InventoryBusyException when a repetition may help
   */
  async reserve(orderId: string, items: readonly StockRequest[], { idempotencyKey, signal }: ServiceCall): Promise<Reservation> {
    const has = (sku: string) => items.some((item) => item.sku === sku);
    const reservation = (): Reservation => {
      return { kind: 'reserved', orderId, items, reservationId: referenceFor('RES', idempotencyKey) };
    };
    if (this.effects.find(idempotencyKey)) return this.effects.once(idempotencyKey, reservation);
    if (has('OUT-OF-STOCK')) throw new OutOfStockException(orderId, 'OUT-OF-STOCK');
    if (has('FLAKY')) this.#failAtFirst(orderId, idempotencyKey);
    if (has('SLOW')) await pause(SLOW_DELAY, undefined, { signal });
    return this.effects.once(idempotencyKey, reservation);
  }

  /** Gives back whatever is set aside for an order; nothing is fine, too. */
  async release(orderId: string, { idempotencyKey }: ServiceCall): Promise<void> {
    if (this.effects.of(orderId).at(-1)?.kind !== 'reserved') return;
    this.effects.once(idempotencyKey, () => ({ kind: 'released', orderId }));
  }

  #failAtFirst(orderId: string, key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    if (failures === FLAKY_FAILURES) {
      this.#failures.delete(key);
      return;
    }
    this.#failures.set(key, failures + 1);
    throw new InventoryBusyException(orderId);
  }
}
