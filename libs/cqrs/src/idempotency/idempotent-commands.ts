import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { systemClock, untilAborted, type Clock } from '@ledgerline/storage';
import type { Invoke } from '../buses/route.js';
import type { UnitsOfWork } from '../units-of-work/units-of-work.js';
import type { CommandRecord, CommandRecords } from './command-records.js';
import { fingerprintOf } from './fingerprint.js';
import { assertIdempotencyKey, recordKey } from './idempotency-key.js';
import { IdempotentRun, type Answer, type IdempotentCall } from './idempotent-run.js';
import { openCommandRecords } from './open-command-records.js';
import { RecordPruner } from './record-pruner.js';
import { answerFrom } from './answer-from.js';

/** Like {@link Invoke}, with a key that comes from the command itself. */
export type KeyedInvoke = (...given: [...Parameters<Invoke>, ownKey?: string | undefined]) => unknown;

/**
 * Handles commands that have an idempotency key: the first under a key runs, in a unit of work that its record is a part of; whoever
 * repeats it gets the recorded result.
 *
 * Those who repeat it in this process while it runs wait here, for one answer: in the database each of them would hold a connection.
 */
export class IdempotentCommands implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #underWay = new Map<string, Promise<CommandRecord | undefined>>();
  #isExpected = false;
  #records?: CommandRecords;
  #pruner?: RecordPruner;

  constructor(
    private readonly units: UnitsOfWork,
    /** Milliseconds that a result is kept. */
    private readonly ttl: number,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Some command has a key of its own: the records are made ready at start-up, and not with the first key. */
  expect(): void {
    this.#isExpected = true;
  }

  /** @internal called by Nest */
  async onApplicationBootstrap(): Promise<void> {
    // What is away is said by the write database; the first command tries again.
    if (this.#isExpected)
      await this.#open()
        .ready()
        .catch(() => undefined);
  }

  /** @internal called by Nest */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#pruner?.settled();
  }

  /**
   * Puts idempotency around a handler.
   *
   * @param handle reaches the handler
   * @param otherwise the way of a command that turns out to have no key, or whose key is that of work it is a part of
   */
  around(handle: Invoke, otherwise: Invoke): KeyedInvoke {
    return (command, context, asyncContext, ownKey) => {
      const isGiven = context.isKeyGiven || ownKey !== undefined;
      const key = context.isKeyGiven ? context.idempotencyKey : (ownKey ?? context.idempotencyKey);
      if (key === undefined || (!isGiven && this.#isPart())) return otherwise(command, context, asyncContext);
      if (isGiven) assertIdempotencyKey(key);
      const { name } = command.constructor;
      const fingerprint = fingerprintOf(name, command);
      const call: IdempotentCall = { key, isGiven, recordKey: recordKey(key, isGiven), name, fingerprint, context };
      return this.#run(call, async () => handle(command, context, asyncContext));
    };
  }

  /** Without a place for records, a key from above is no reason to refuse; and what is a part of a unit of work is recorded with that. */
  #isPart(): boolean {
    const { units } = this;
    return !units.side.isAvailable || units.ambient !== undefined || units.joinable !== undefined;
  }

  async #run(call: IdempotentCall, handle: () => Promise<unknown>): Promise<unknown> {
    const problem = this.units.side.problem(call.name);
    if (problem) throw problem;
    const { ambient, joinable } = this.units;
    if (ambient ?? joinable) return (await this.#first(call, handle)).result;
    for (let first = this.#underWay.get(call.recordKey); first; first = this.#underWay.get(call.recordKey)) {
      const record = await untilAborted(first, call.context.signal);
      if (record) return answerFrom(call, record).result;
    }
    return this.#lead(call, handle);
  }

  /** The first of this process under a key: others wait for what comes of it, and the next of them has its turn if nothing does. */
  async #lead(call: IdempotentCall, handle: () => Promise<unknown>): Promise<unknown> {
    const answered = this.#first(call, handle);
    const { recordKey: key } = call;
    this.#underWay.set(
      key,
      answered.then(
        ({ record }) => record,
        () => undefined,
      ),
    );
    try {
      return (await answered).result;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #first(call: IdempotentCall, handle: () => Promise<unknown>): Promise<Answer> {
    const records = this.#open();
    await records.ready();
    const answer = await new IdempotentRun(this.units, records, this.ttl, this.clock).run(call, handle);
    this.#pruner?.look();
    return answer;
  }

  #open(): CommandRecords {
    if (this.#records) return this.#records;
    const records = openCommandRecords(this.units.side);
    this.#pruner = new RecordPruner(records, this.clock);
    return (this.#records = records);
  }
}
