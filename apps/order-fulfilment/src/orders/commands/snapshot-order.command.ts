import { Command } from '@ledgerline/cqrs';
import type { SnapshotReceipt } from '../answers/snapshot-receipt.js';

/** Keeps an order's present state, so that later loads start from it. */
export class SnapshotOrder extends Command<SnapshotReceipt> {
  constructor(readonly orderId: string) {
    super();
  }
}
