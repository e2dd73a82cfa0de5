import type { SagaRow } from '@ledgerline/saga/backend';
import type { Json } from '../../api/json.js';
import type { SagaAction, SagaDetail } from '../../api/sagas.js';
import type { EventsPart, SagasPart } from '../application/suite.js';
import type { PersonalData } from '../payload/personal-data.js';
import { attemptViews } from './attempts.js';
import { sagaDefinitionView } from './saga-definition-view.js';
import { sagaSummary } from './saga-summary.js';
import { stepProgress } from './step-progress.js';

/** Attempts that a page shows; the last ones of very many. */
const MOST_ATTEMPTS = 500;
const ACTIVE = new Set<string>(['pending', 'running', 'waiting', 'compensating']);

/** A saga with everything. */
export async function sagaDetail(
  row: SagaRow,
  { runner }: SagasPart,
  events: EventsPart | undefined,
  personal: PersonalData,
): Promise<SagaDetail> {
  const definition = runner.definitions().find(({ name }) => name === row.name);
  const context = JSON.parse(row.context) as Json;
  const records = await runner.history(row.id);
  const attempts = attemptViews(records, context, personal);
  return {
    ...sagaSummary(row, runner),
    ...(row.error === undefined ? {} : { failure: row.error }),
    context: personal.anything(context),
    ...(definition ? { definition: sagaDefinitionView(definition, events) } : {}),
    steps: stepProgress(row, definition),
    attempts: attempts.slice(-MOST_ATTEMPTS),
    attemptsLeftOut: Math.max(0, attempts.length - MOST_ATTEMPTS),
    ...(row.parent === undefined ? {} : { parent: row.parent }),
    ...(row.causationId === undefined ? {} : { causationId: row.causationId }),
    recoveries: row.recoveries,
    actions: actionsFor(row),
    signals: signalsOf(row, definition),
  };
}

/** What the runner would not refuse at this moment. */
function actionsFor(row: SagaRow): SagaAction[] {
  const isActive = ACTIVE.has(row.status);
  const isResting = isActive && row.owner === undefined;
  return [
    ...(row.status === 'stopped' || row.status === 'compensation-failed' ? ['retry' as const] : []),
    ...(row.status === 'compensation-failed' ? ['skip' as const] : []),
    ...(isActive && row.status !== 'compensating' ? ['cancel' as const] : []),
    ...(isActive || row.status === 'stopped' ? ['signal' as const] : []),
    ...(isResting && (row.dueAt !== undefined || (row.status === 'pending' && row.nextAt !== undefined))
      ? ['fire' as const]
      : []),
  ];
}

/** The signal that it waits for first, then those that the code waits for at some time. */
function signalsOf(row: SagaRow, definition: ReturnType<SagasPart['runner']['definitions']>[number] | undefined): string[] {
  const waits = [...(definition?.steps.values() ?? [])].flatMap(({ signal }) => signal ?? []);
  const first = row.waitingFor !== undefined && waits.includes(row.waitingFor) ? [row.waitingFor] : [];
  return [...new Set([...first, ...waits])];
}
