import type { SagaRunner } from '@ledgerline/saga';
import { stateOf, type SagaSummary as SagaRowSummary } from '@ledgerline/saga/backend';
import type { ErrorView, SagaSummary } from '../../api/sagas.js';

/** Characters of a message in a list. */
const LONGEST_MESSAGE = 300;

/** A saga's line in a list. */
export function sagaSummary(row: SagaRowSummary, runner: SagaRunner): SagaSummary {
  const { state } = stateOf({ ...row, context: '', results: null });
  const definition = runner.definitions().find(({ name }) => name === row.name);
  const isResting = row.owner === undefined && row.finishedAt === undefined;
  const current = state.undo?.[0]?.step ?? state.rest?.step ?? nextStepOf(row, state.done, definition);
  return {
    id: row.id,
    saga: row.name,
    version: row.version,
    status: row.status,
    stepsCompleted: state.done.map(({ step }) => step),
    ...(definition ? { stepCount: definition.steps.size } : {}),
    ...(current === undefined ? {} : { currentStep: current }),
    ...(row.failedStep === undefined ? {} : { failedStep: row.failedStep }),
    ...(row.reason === undefined ? {} : { reason: row.reason }),
    ...(row.error === undefined ? {} : { error: shortError(row.error) }),
    ...(isResting && row.waitingFor !== undefined ? { waitingFor: row.waitingFor } : {}),
    ...(isResting && row.nextAt !== undefined ? { nextAt: row.nextAt } : {}),
    ...(row.deadline === undefined ? {} : { deadline: row.deadline }),
    ...(row.owner === undefined ? {} : { owner: row.owner }),
    isCancelRequested: row.isCancelRequested,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    ...(row.finishedAt === undefined ? {} : { finishedAt: row.finishedAt }),
    correlationId: row.correlationId,
  };
}

function nextStepOf(
  row: SagaRowSummary,
  done: readonly { readonly step: string }[],
  definition: ReturnType<SagaRunner['definitions']>[number] | undefined,
): string | undefined {
  if (row.status !== 'running' && row.status !== 'waiting') return undefined;
  const names = new Set(done.map(({ step }) => step));
  return definition && [...definition.steps.keys()].find((name) => !names.has(name));
}

/** An error without its stack, cut to what a line shows. */
export function shortError({ name, message, code }: ErrorView): Omit<ErrorView, 'stack'> {
  const cut = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
  return { name, message: cut, ...(code === undefined ? {} : { code }) };
}
