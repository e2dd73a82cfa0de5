import type { EventStore } from '@ledgerline/event-sourcing';
import type { DataSource } from 'typeorm';
import { digested, LedgerAccount, type Booked } from './programs/ledger-model.js';

/** What the model must be: a clean fold of the log. */
export async function foldOf(store: EventStore, model: number): Promise<LedgerAccount[]> {
  const accounts = new Map<string, LedgerAccount>();
  for await (const { event, position } of store.readAll()) {
    const { account: id, amount } = event as Booked;
    const before = accounts.get(id);
    accounts.set(id, {
      id,
      model,
      entries: (before?.entries ?? 0) + 1,
      balance: (before?.balance ?? 0) + amount,
      digest: digested(before?.digest ?? '', position, amount),
    });
  }
  return [...accounts.values()].toSorted((one, other) => Number(one.id) - Number(other.id));
}

/** What the model is. */
export const modelIn = (dataSource: DataSource): Promise<LedgerAccount[]> =>
  dataSource.manager.find(LedgerAccount, { order: { id: 'ASC' } });
