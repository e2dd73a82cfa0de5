import { Logger } from '@nestjs/common';
import { runInMessageContext, type Clock, type MessageContext } from '@ledgerline/storage';
import { StepTimeoutException } from '../exceptions/step-timeout.exception.js';

/** One attempt of a method. */
export interface AttemptCall {
  readonly sagaId: string;
  readonly step: string;
  /** Calls the method; what it throws at once counts as its rejection. */
  readonly invoke: () => unknown;
  readonly context: MessageContext;
  /** Aborted from outside, or by the attempt's own time-out. */
  readonly controller: AbortController;
  /** Milliseconds; 0 = no limit. */
  readonly timeout: number;
  /** Milliseconds that an aborted attempt may take to settle. */
  readonly grace: number;
}

/** How an attempt came out. An aborted one may have settled well within the grace: then it is done, unless it timed out. */
export type AttemptOutcome =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'timed-out'; readonly error: StepTimeoutException }
  | { readonly kind: 'aborted'; readonly error: unknown };

type Settled = Extract<AttemptOutcome, { kind: 'done' | 'threw' }>;

const logger = new Logger('Saga');

/**
 * Runs a method until it settles, times out or is aborted; never rejects. After an abort it waits for the method to settle, within the
 * grace, so that no second attempt runs beside it; what settles later is dropped.
 */
export async function runAttempt(call: AttemptCall, clock: Clock): Promise<AttemptOutcome> {
  const { controller, timeout, sagaId, step } = call;
  let timedOut: StepTimeoutException | undefined;
  const cancelTimer =
    timeout > 0
      ? clock.setTimer(() => {
          timedOut = new StepTimeoutException(sagaId, step, timeout);
          controller.abort(timedOut);
        }, timeout)
      : undefined;
  const settled = settle(call);
  const first = await Promise.race([settled, aborted(controller.signal)]);
  cancelTimer?.();
  if (first) return first;
  const late = await withinGrace(settled, call, clock);
  if (timedOut) return { kind: 'timed-out', error: timedOut };
  return late?.kind === 'done' ? late : { kind: 'aborted', error: controller.signal.reason };
}

async function settle({ invoke, context }: AttemptCall): Promise<Settled> {
  try {
    return { kind: 'done', result: await runInMessageContext(context, invoke) };
  } catch (error) {
    return { kind: 'threw', error };
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

async function withinGrace(
  settled: Promise<Settled>,
  { grace, sagaId, step }: AttemptCall,
  clock: Clock,
): Promise<Settled | undefined> {
  let cancel: (() => void) | undefined;
  const over = new Promise<undefined>((resolve) => (cancel = clock.setTimer(() => resolve(undefined), grace)));
  const late = await Promise.race([settled, over]);
  cancel?.();
  if (late) return late;
  logger.warn(
    `The step "${step}" of the saga ${sagaId} ignores its signal: it runs on, abandoned, and what comes of it is dropped.`,
  );
  void settled.then(({ kind }) =>
    logger.warn(`The abandoned step "${step}" of the saga ${sagaId} has settled (${kind}); this was dropped.`),
  );
  return undefined;
}
