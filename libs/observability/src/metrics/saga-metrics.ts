import { Counter, Histogram, type Registry } from 'prom-client';
import { sagaChannel, sagaStepChannel, type SagaMessage, type SagaRunner, type SagaStepMessage } from '@ledgerline/saga';
import { DURATION_BUCKETS } from './duration-buckets.js';
import { subscribeToMoments, subscribeToOperations } from './operation-subscription.js';

/** Upper bounds in seconds, from a saga of a few quick steps to one that waits for days. */
const SAGA_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600, 86_400, 604_800];

/** The metrics of what the sagas of one application do on this node, fed from their channels. */
export class SagaMetrics {
  readonly #started: Counter<'saga'>;
  readonly #finished: Counter<'saga' | 'status'>;
  readonly #duration: Histogram<'saga' | 'status'>;
  readonly #steps: Counter<'saga' | 'step' | 'outcome'>;
  readonly #stepDuration: Histogram<'saga' | 'step'>;
  readonly #compensations: Counter<'saga' | 'step' | 'outcome'>;
  readonly #timeouts: Counter<'saga' | 'scope'>;
  readonly #recoveries: Counter<'saga'>;

  constructor(registry: Registry) {
    const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
      new Counter<L>({ name, help, labelNames, registers: [registry] });
    const histogram = <L extends string>(name: string, help: string, buckets: number[], ...labelNames: L[]) =>
      new Histogram<L>({ name, help, buckets, labelNames, registers: [registry] });
    this.#started = counter('ledgerline_sagas_started_total', 'Sagas that began on this node', 'saga');
    this.#finished = counter('ledgerline_sagas_finished_total', 'Sagas that ended on this node, by how', 'saga', 'status');
    const duration = 'Time from the start of a saga to its end, waits and restarts included';
    this.#duration = histogram('ledgerline_saga_duration_seconds', duration, SAGA_BUCKETS, 'saga', 'status');
    const steps = 'Attempts of steps, by outcome: ok, retry (failed and tried again), failed or timeout';
    this.#steps = counter('ledgerline_saga_steps_total', steps, 'saga', 'step', 'outcome');
    const stepDuration = 'Time that one attempt of a step took';
    this.#stepDuration = histogram('ledgerline_saga_step_duration_seconds', stepDuration, DURATION_BUCKETS, 'saga', 'step');
    const compensations =
      'Attempts of compensations, by outcome: ok, retry (failed and tried again) or failed (a person is needed)';
    this.#compensations = counter('ledgerline_saga_compensations_total', compensations, 'saga', 'step', 'outcome');
    const timeouts = 'Limits of time that were passed, by scope: step (one attempt) or saga';
    this.#timeouts = counter('ledgerline_saga_timeouts_total', timeouts, 'saga', 'scope');
    const recoveries = 'Sagas that this node took over from one that died';
    this.#recoveries = counter('ledgerline_saga_recoveries_total', recoveries, 'saga');
  }

  /** Counts what the sagas of `runner` do from now on. Returns what ends it. */
  watch(runner: SagaRunner): () => void {
    const isOurs = (message: { readonly runner: SagaRunner }) => message.runner === runner;
    const ends = [
      subscribeToMoments(sagaChannel, isOurs, (message) => this.#onBegin(message)),
      subscribeToOperations(sagaChannel, { isOurs, onEnd: (message) => this.#onEnd(message) }),
      subscribeToOperations(sagaStepChannel, { isOurs, onEnd: (message, seconds) => this.#onAttempt(message, seconds) }),
    ];
    return () => ends.forEach((end) => end());
  }

  #onBegin({ saga, isStart, isRecovery }: SagaMessage): void {
    if (isStart) this.#started.inc({ saga });
    if (isRecovery) this.#recoveries.inc({ saga });
  }

  #onEnd({ saga, status, isFinished, isTimeout, duration }: SagaMessage): void {
    if (isTimeout) this.#timeouts.inc({ saga, scope: 'saga' });
    if (!isFinished || status === undefined) return;
    this.#finished.inc({ saga, status });
    if (duration !== undefined) this.#duration.observe({ saga, status }, duration / 1000);
  }

  /** An attempt that was broken off from outside has no outcome: the lease was lost, or the application shuts down. */
  #onAttempt({ saga, step, direction, outcome }: SagaStepMessage, seconds: number): void {
    if (outcome === undefined || outcome === 'aborted') return;
    if (outcome === 'timeout') this.#timeouts.inc({ saga, scope: 'step' });
    if (direction === 'compensation') {
      this.#compensations.inc({ saga, step, outcome: outcome === 'timeout' ? 'retry' : outcome });
      return;
    }
    this.#steps.inc({ saga, step, outcome });
    this.#stepDuration.observe({ saga, step }, seconds);
  }
}
