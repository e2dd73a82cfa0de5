import { tracingChannel } from 'node:diagnostics_channel';
import type { SagaStatus } from '../machine/saga-status.js';
import type { SagaRunner } from '../saga-runner.js';

/** What `ledgerline:saga` carries: one stay of a saga on a node, from start, wake or recovery to its end or its next rest. */
export interface SagaMessage {
  /** The runner whose saga it is: two applications in one process are told apart by it. */
  readonly runner: SagaRunner;
  readonly saga: string;
  readonly sagaId: string;
  readonly correlationId: string;
  readonly traceparent?: string;
  /** Whether the saga begins with this stay. */
  readonly isStart: boolean;
  /** Whether it was taken over from a node that died. */
  readonly isRecovery: boolean;
  /** There when the stay has ended: what the saga is then. */
  status?: SagaStatus;
  /** True when the saga has ended, or waits for a person. */
  isFinished?: boolean;
  /** True when the saga passed its time limit during the stay. */
  isTimeout?: boolean;
  /** Steps of unknown outcome that nothing has undone: they opted out, or their compensation failed; there when it has finished. */
  inDoubt?: readonly string[];
  /** Milliseconds since the saga was started, over restarts; there when it has finished. */
  duration?: number;
}

/** What `ledgerline:saga-step` carries: one attempt of a step or compensation. */
export interface SagaStepMessage {
  readonly runner: SagaRunner;
  readonly saga: string;
  readonly sagaId: string;
  readonly step: string;
  readonly direction: 'action' | 'compensation';
  readonly attempt: number;
  readonly correlationId: string;
  readonly traceparent?: string;
  /** There when the attempt has ended: `retry` = it failed and is tried again, `aborted` = it was broken off from outside. */
  outcome?: 'ok' | 'retry' | 'failed' | 'timeout' | 'aborted';
  error?: unknown;
}

/** Public tracing channels of the saga engine; see the operations guide. */
export const sagaChannel = tracingChannel<unknown, SagaMessage>('ledgerline:saga');
export const sagaStepChannel = tracingChannel<unknown, SagaStepMessage>('ledgerline:saga-step');
