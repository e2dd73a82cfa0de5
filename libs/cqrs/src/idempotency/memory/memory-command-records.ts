import { MemoryLocks, type AmbientTransaction, type Clock, type MemorySpace } from '@ledgerline/storage';
import type { CommandClaim, CommandRecord, CommandRecords } from '../command-records.js';

interface Kept extends CommandRecord {
  readonly expiresAt: number;
}

/** The records of commands in memory: of this process, and for as long as it runs. */
export class MemoryCommandRecords implements CommandRecords {
  readonly #records: Map<string, Kept>;
  readonly #locks: MemoryLocks;

  constructor(
    space: MemorySpace,
    private readonly clock: Clock,
  ) {
    this.#records = space.part('commands', () => new Map<string, Kept>());
    this.#locks = MemoryLocks.of(space);
  }

  async ready(): Promise<void> {}

  async claim(
    transaction: AmbientTransaction,
    { key, command, fingerprint, ttl }: CommandClaim,
  ): Promise<CommandRecord | undefined> {
    await this.#locks.take(`command ${key}`, transaction);
    const claims = this.#claims(transaction);
    const own = claims.get(key);
    const kept = this.#records.get(key);
    if (own ?? (kept && kept.expiresAt > this.clock.now())) return own ?? kept;
    claims.set(key, { command, fingerprint, result: null, expiresAt: this.clock.now() + ttl });
    return undefined;
  }

  record(transaction: AmbientTransaction, key: string, result: string): void {
    const claims = this.#claims(transaction);
    const record = { ...claims.get(key)!, result };
    claims.set(key, record);
    transaction.atCommit(() => this.#records.set(key, record));
  }

  async prune(most: number): Promise<number> {
    const now = this.clock.now();
    const expired = [...this.#records].filter(([, { expiresAt }]) => expiresAt <= now).slice(0, most);
    for (const [key] of expired) this.#records.delete(key);
    return expired.length;
  }

  /** What a transaction has claimed and not committed. */
  #claims(transaction: AmbientTransaction): Map<string, Kept> {
    return transaction.part(this.#records, () => new Map<string, Kept>());
  }
}
