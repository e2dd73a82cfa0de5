import type { SagaSummary } from '@ledgerline/devtools/api';

/** Why it rests or stands, or where it is. */
export function whyOf({ error, reason, failedStep, currentStep, waitingFor }: SagaSummary): string {
  if (reason !== undefined) return reason;
  if (error) return failedStep === undefined ? error.message : `${failedStep}: ${error.message}`;
  if (waitingFor !== undefined) return `waits for ${waitingFor}`;
  return currentStep ?? '';
}

/** How many of its steps are done. */
export function progressOf({ stepsCompleted, stepCount }: SagaSummary): string {
  return stepCount === undefined ? `${stepsCompleted.length} done` : `${stepsCompleted.length}/${stepCount}`;
}
