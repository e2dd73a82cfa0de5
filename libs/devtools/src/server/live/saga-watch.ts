import { sagaChannel, sagaStepChannel, type SagaMessage, type SagaRunner, type SagaStepMessage } from '@ledgerline/saga';
import type { LiveSaga } from '../../api/live.js';

/** Listens to the sagas of one application in this process. Returns how to stop. */
export function watchSagas(runner: SagaRunner, tell: (message: LiveSaga) => void): () => void {
  const onStay = (message: unknown) => {
    const { runner: own, sagaId, saga, status } = message as SagaMessage;
    if (own === runner) tell({ kind: 'saga', sagaId, saga, at: Date.now(), ...(status === undefined ? {} : { status }) });
  };
  const onStep = (message: unknown) => {
    const { runner: own, sagaId, saga, step, direction, outcome } = message as SagaStepMessage;
    if (own === runner)
      tell({ kind: 'saga', sagaId, saga, at: Date.now(), step, direction, ...(outcome === undefined ? {} : { outcome }) });
  };
  const subscriptions = [
    [sagaChannel.start, onStay],
    [sagaChannel.asyncEnd, onStay],
    [sagaStepChannel.start, onStep],
    [sagaStepChannel.asyncEnd, onStep],
  ] as const;
  for (const [channel, listener] of subscriptions) channel.subscribe(listener);
  return () => {
    for (const [channel, listener] of subscriptions) channel.unsubscribe(listener);
  };
}
