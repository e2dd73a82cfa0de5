import { IdempotencyKeyConflictException } from '../exceptions/idempotency-key-conflict.exception.js';
import { IdempotencyKeyInUseException } from '../exceptions/idempotency-key-in-use.exception.js';
import type { CommandRecord } from './command-records.js';
import type { Answer, IdempotentCall } from './idempotent-run.js';
import { resultOf } from './recorded-result.js';

/**
 * What somebody gets who repeats a key.
 *
 * @throws IdempotencyKeyConflictException (422) when the key belongs to another command
 * @throws IdempotencyKeyInUseException (409) when the first one runs in this very unit of work
 */
export function answerFrom({ key, name, fingerprint }: IdempotentCall, record: CommandRecord): Answer {
  if (!record.fingerprint.equals(fingerprint)) throw new IdempotencyKeyConflictException(key, name, record.command);
  if (record.result === null) throw new IdempotencyKeyInUseException(key);
  return { result: resultOf(record.result), record };
}
