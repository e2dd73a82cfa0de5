import { LedgerlineException } from '@ledgerline/storage';

/** What is asked of a saga does not go together with what it is: another saga or input under its id, or a state that forbids it. */
export class SagaConflictException extends LedgerlineException {
  /** @param problem what is wrong and what to do, as whole sentences */
  constructor(
    readonly sagaId: string,
    problem: string,
  ) {
    super({ code: 'SAGA_CONFLICT', status: 409, message: problem, details: { sagaId } });
  }

  static otherSaga(sagaId: string, existing: string, asked: string): SagaConflictException {
    return new SagaConflictException(
      sagaId,
      `The id "${sagaId}" belongs to a saga "${existing}", so no "${asked}" can be started under it. Use another id.`,
    );
  }

  static otherInput(sagaId: string, saga: string): SagaConflictException {
    return new SagaConflictException(
      sagaId,
      `The saga "${saga}" with the id "${sagaId}" was started with another context. Use another id, or the context of the first start.`,
    );
  }

  static forbiddenBy(sagaId: string, status: string, asked: string): SagaConflictException {
    return new SagaConflictException(
      sagaId,
      `The saga "${sagaId}" is ${status}, so it cannot be ${asked}. Look at it with SagaRunner.get().`,
    );
  }

  static held(sagaId: string): SagaConflictException {
    return new SagaConflictException(
      sagaId,
      `The id "${sagaId}" is held by a transaction that has not ended, so it is not known whether the saga exists. Try again when it has.`,
    );
  }
}
