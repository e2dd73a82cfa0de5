import type { StepRecord } from '@ledgerline/saga';
import type { SagaSummary as SagaRowSummary } from '@ledgerline/saga/backend';
import type { EventSummary } from '../../api/events.js';
import type { StoryNode } from '../../api/story.js';
import type { Dispatch } from '../dispatches/dispatch-recorder.js';
import { sagaStepOf } from '../events/saga-step-of.js';

/** A saga with the attempts that it has made. */
export interface StorySaga {
  readonly row: SagaRowSummary;
  readonly attempts: readonly StepRecord[];
}

/** Milliseconds by which the clocks of a database and of a process may differ. */
const SKEW = 250;

/** A node whose children are still to come. */
type Growing = Omit<StoryNode, 'children'> & { readonly children: Growing[] };

/**
 * The tree of what came of one request: each event and saga below what its causation id names, an event, a step of a saga, or the request
 * itself; children in the order of their times.
 */
export function storyTree(
  correlationId: string,
  events: readonly EventSummary[],
  sagas: readonly StorySaga[],
  commands: readonly Dispatch[] = [],
): StoryNode[] {
  const root: Growing = {
    id: correlationId,
    kind: 'request',
    name: 'request',
    at: earliest(events, sagas, commands),
    children: [],
  };
  const byEvent = new Map(events.map((event) => [event.id, eventNode(event)]));
  const byStep = new Map<string, Growing>();
  const trees = sagas.map((saga) => ({ saga, node: sagaNode(saga, byStep) }));
  const placeOf = (causationId: string | undefined, own: Growing) => {
    const place = causationId === undefined ? undefined : (byEvent.get(causationId) ?? byStep.get(causationId));
    return place === undefined || place === own ? root : place;
  };
  const placed = commands.map((command, index) => {
    const node = commandNode(command, index);
    return { command, node, parent: placeOf(command.causationId, node) };
  });
  const place = (node: Growing, causationId: string | undefined) => {
    const parent = placeOf(causationId, node);
    const beside = placed.filter((each) => each.parent === parent).map(({ command, node: own }) => ({ command, own }));
    (commandAt(beside, node.at) ?? parent).children.push(node);
  };
  for (const { node, parent } of placed) parent.children.push(node);
  for (const event of events) place(byEvent.get(event.id)!, event.causationId);
  for (const { saga, node } of trees) place(node, saga.row.causationId);
  // Events that name each other as causes, which nothing of ours writes, are in no tree that the root reaches, and left out.
  return root.children.length === 0 ? [] : [sorted(root)];
}

function eventNode(event: EventSummary): Growing {
  return { id: event.id, kind: 'event', name: event.type, at: event.recordedAt, status: 'ok', event, children: [] };
}

function commandNode({ name, startedAt, duration, outcome, error }: Dispatch, index: number): Growing {
  const status = outcome === 'ok' ? 'ok' : 'failed';
  const node = { id: `command ${index}`, kind: 'command' as const, name, at: startedAt, duration, status, children: [] };
  return { ...node, ...(error === undefined ? {} : { error }) } as Growing;
}

/** The command during which something happened: of several within each other the innermost. An only one needs no time to be known. */
function commandAt(beside: readonly { readonly command: Dispatch; readonly own: Growing }[], at: number): Growing | undefined {
  if (beside.length === 1) return beside[0]!.own;
  return beside.findLast(({ command: { startedAt, duration } }) => at >= startedAt - SKEW && at <= startedAt + duration + SKEW)
    ?.own;
}

function sagaNode({ row, attempts }: StorySaga, byStep: Map<string, Growing>): Growing {
  const { id, name, run, createdAt, finishedAt, status, error } = row;
  const steps = new Map<string, Growing>();
  for (const attempt of attempts) {
    const key = `${id}/${run}/${attempt.step}${attempt.direction === 'action' ? '' : ':undo'}`;
    const step = withAttempt(steps.get(key), key, attempt);
    steps.set(key, step);
    byStep.set(key, step);
  }
  return {
    id: `saga ${id}`,
    kind: 'saga',
    name,
    at: createdAt,
    ...(finishedAt === undefined ? {} : { duration: finishedAt - createdAt }),
    status: SAGA_STATUS[status] ?? 'failed',
    ...(error ? { error: error.message } : {}),
    saga: { id, name },
    children: [...steps.values()],
  };
}

const SAGA_STATUS: Readonly<Partial<Record<string, StoryNode['status']>>> = {
  completed: 'ok',
  pending: 'waiting',
  waiting: 'waiting',
  running: 'running',
  compensating: 'running',
  compensated: 'compensated',
  cancelled: 'compensated',
};

/** All attempts of a step are one node: from the first to the end of the last, and the outcome is the last one's. */
function withAttempt(known: Growing | undefined, id: string, attempt: StepRecord): Growing {
  const { step, direction, startedAt, duration, outcome, error } = attempt;
  const at = known?.at ?? startedAt;
  return {
    id,
    kind: direction === 'action' ? 'step' : 'compensation',
    name: step,
    at,
    duration: Math.round((startedAt + duration - at) * 10) / 10,
    status: outcome === 'ok' ? 'ok' : 'failed',
    ...(error ? { error: error.message } : {}),
    children: known?.children ?? [],
  };
}

function earliest(events: readonly EventSummary[], sagas: readonly StorySaga[], commands: readonly Dispatch[]): number {
  const times = [...events.map(({ recordedAt }) => recordedAt), ...sagas.map(({ row }) => row.createdAt)];
  return Math.min(...times, ...commands.map(({ startedAt }) => startedAt));
}

function sorted({ children, ...node }: Growing): StoryNode {
  return { ...node, children: children.map(sorted).sort((a, b) => a.at - b.at) };
}

/** The saga that a causation id names a step of. */
export function sagaIdOf({ causationId }: { readonly causationId?: string }): string | undefined {
  return causationId === undefined ? undefined : sagaStepOf(causationId)?.sagaId;
}
