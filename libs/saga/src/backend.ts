/** For authors of storage backends and for sibling packages; not covered by semantic versioning yet. @internal */
export type { Delivery, RunnableSaga, SagaCensus, SagaQuery, SagaStore, StoredSignal } from './backends/saga-store.js';
export type { NewSaga, SagaRow, SagaSummary, SagaWrite, StepRecord, Written } from './backends/saga-row.js';
export type { Endings, OpenCounts, SagaBrowser, StalestQuery, TimerPlace } from './browsing/saga-browser.js';
export { stateOf } from './machine/progress.js';
export { viewOf } from './results/saga-view.js';
export { createSagaStore } from './backends/create-saga-store.js';
export { MemorySagas } from './backends/memory/memory-sagas.js';
export { MemorySagaStore } from './backends/memory/memory-saga-store.js';
export { SagaEngine, type SagaEngineParts } from './engine/saga-engine.js';
export { SAGA_PAUSE_POINTS, type PausePoint, type PausePoints } from './engine/pause-points.js';
export { SagaRegistry } from './definition/saga-registry.js';
export { LedgerlineSagaRunner } from './ledgerline-saga-runner.js';
export { resolveSagaOptions, type ResolvedSagaOptions } from './saga-module-options.js';
export { sagaStoreContract, type SagaStoreFactory, type SagaStoreSubject } from './contract/saga-store.contract.js';
export { SagaStoreHolder } from './saga-engine-holder.js';
