import {
  CommitOutcomeUnknownException,
  StorageUnavailableException,
  type AmbientTransaction,
  type Clock,
} from '@ledgerline/storage';
import type { BusContext } from '../context/bus-context.js';
import { IdempotencyKeyInUseException } from '../exceptions/idempotency-key-in-use.exception.js';
import type { UnitsOfWork } from '../units-of-work/units-of-work.js';
import { answerFrom } from './answer-from.js';
import { ClaimDeadlockError, ClaimTimeoutError, type CommandRecord, type CommandRecords } from './command-records.js';
import { recordedText } from './recorded-result.js';

/** A command that has an idempotency key. */
export interface IdempotentCall {
  readonly key: string;
  /** Whether it was given for this command, by its caller or by the command itself. */
  readonly isGiven: boolean;
  readonly recordKey: string;
  /** Name of the command's class. */
  readonly name: string;
  readonly fingerprint: Buffer;
  readonly context: BusContext;
}

/** The result of a command, and what those who repeat it are answered from. */
export interface Answer {
  readonly result: unknown;
  readonly record: CommandRecord;
}

/** How long somebody else's command under the same key is waited for, when the command has no limit of its own, in milliseconds. */
const PATIENCE = 30_000;
const MOST_DEADLOCKS = 10;

/** Rolls a claim back that was made to find out something. */
class NotCommitted extends Error {}

/**
 * One go of an idempotent command: begin, claim the key, handle, write the events, record the result, commit. A key that is claimed
 * already gives its record, after waiting in the database for who has claimed it and is not done.
 */
export class IdempotentRun {
  constructor(
    private readonly units: UnitsOfWork,
    private readonly records: CommandRecords,
    private readonly ttl: number,
    private readonly clock: Clock,
  ) {}

  async run(call: IdempotentCall, handle: () => Promise<unknown>): Promise<Answer> {
    for (let deadlocks = 0; ; deadlocks++) {
      try {
        return await this.#go(call, handle);
      } catch (error) {
        if (error instanceof ClaimTimeoutError) throw new IdempotencyKeyInUseException(call.key, error.cause);
        if (error instanceof CommitOutcomeUnknownException) return this.#outcome(call, error);
        if (!(error instanceof ClaimDeadlockError) || deadlocks >= MOST_DEADLOCKS) throw error;
      }
    }
  }

  #go(call: IdempotentCall, handle: () => Promise<unknown>): Promise<Answer> {
    const { context, key } = call;
    const contextIn = (transaction: AmbientTransaction) =>
      context.joining(transaction, { idempotencyKey: key, isKeyGiven: call.isGiven });
    return this.units.within(context, contextIn, async (transaction) => {
      const existing = await this.#claim(transaction, call);
      if (existing) return answerFrom(call, existing);
      const result = await handle();
      return { result, record: this.#recordAtTheEnd(transaction, call, result) };
    });
  }

  async #claim(transaction: AmbientTransaction, { recordKey, name, fingerprint, context }: IdempotentCall) {
    const left = context.deadline === undefined ? PATIENCE : context.deadline - this.clock.monotonic();
    const claim = { key: recordKey, command: name.slice(0, 200), fingerprint, ttl: this.ttl, patience: Math.max(left, 1) };
    const existing = await this.records.claim(transaction, claim);
    if (this.units.pauseAt) await this.units.pauseAt('after-claim');
    return existing;
  }

  /** Behind what the handler has asked for: then the places of its events are known, which its result may tell. */
  #recordAtTheEnd(
    transaction: AmbientTransaction,
    { recordKey, name, fingerprint }: IdempotentCall,
    result: unknown,
  ): CommandRecord {
    const record = { command: name, fingerprint, result: null as string | null };
    const write = () => {
      record.result = recordedText(name, result);
      return this.records.record(transaction, recordKey, record.result);
    };
    const { pauseAt } = this.units;
    transaction.beforeCommit(pauseAt ? async () => (await pauseAt('after-events'), write()) : write);
    return record;
  }

  /** The connection was lost during the commit. Whoever can claim the key knows that nothing was committed, and that nothing will be. */
  async #outcome(call: IdempotentCall, unknown: CommitOutcomeUnknownException): Promise<Answer> {
    try {
      return await this.#go(call, () => Promise.reject(new NotCommitted()));
    } catch (error) {
      throw error instanceof NotCommitted ? new StorageUnavailableException(unknown.storage, unknown.cause) : unknown;
    }
  }
}
