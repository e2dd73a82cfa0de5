import { cancelSaga } from './sql/cancel-saga.js';
import { claimSagas } from './sql/claim-sagas.js';
import { findSagas, sagaHistory } from './sql/find-sagas.js';
import { forgetNodes } from './sql/forget-nodes.js';
import { insertSagas } from './sql/insert-sagas.js';
import { cancelRequests, leaveNode, ownedSagas, releaseSagas } from './sql/owned-sagas.js';
import { pruneSagas } from './sql/prune-sagas.js';
import { recordSagas } from './sql/record-sagas.js';
import { sagaCensus } from './sql/saga-census.js';
import { resumeStopped, sagaVersions } from './sql/saga-versions.js';
import { keepSignal, nextSignal, signalSaga, wakeSignalled } from './sql/signal-saga.js';
import { lostOwners, takeOverSagas } from './sql/take-over-sagas.js';
import { wakeSaga } from './sql/wake-saga.js';

/** The statements of one schema whose texts never change: made once, and sent as prepared ones. */
export type SagaStatements = ReturnType<typeof sagaStatements>;

export function sagaStatements(schema: string) {
  return {
    insert: insertSagas(schema),
    record: recordSagas(schema, 'skip'),
    recordAlone: recordSagas(schema, 'wait'),
    find: findSagas(schema),
    history: sagaHistory(schema),
    census: sagaCensus(schema),
    claim: claimSagas(schema),
    lostOwners: lostOwners(schema),
    takeOver: takeOverSagas(schema),
    owned: ownedSagas(schema),
    cancelRequests: cancelRequests(schema),
    release: releaseSagas(schema),
    leave: leaveNode(schema),
    versions: sagaVersions(schema),
    resumeStopped: resumeStopped(schema),
    cancel: cancelSaga(schema),
    wake: wakeSaga(schema),
    signal: signalSaga(schema),
    keepSignal: keepSignal(schema),
    wakeSignalled: wakeSignalled(schema),
    nextSignal: nextSignal(schema),
    prune: pruneSagas(schema),
    forgetNodes: forgetNodes(schema),
  };
}
