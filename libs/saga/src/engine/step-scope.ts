import { createHash } from 'node:crypto';
import { wholeWork, type MessageContext } from '@ledgerline/storage';

/** Ids of children of children grow; beyond this their hash stands for them, so that every generation has one. */
const LONGEST_DERIVED = 200;

/** The step in whose attempt a piece of code runs. */
export interface StepScope {
  readonly sagaId: string;
  readonly isAction: boolean;
  /** Sagas that the attempt has started, by name. */
  readonly started: Map<string, number>;
}

const scopes = new WeakMap<MessageContext, StepScope>();

/** Notes that a context is that of an attempt. */
export function enterStep(context: MessageContext, scope: Omit<StepScope, 'started'>): void {
  scopes.set(context, { ...scope, started: new Map() });
}

/** The step that a context belongs to, if it is one. */
export function stepScopeOf(context: MessageContext | undefined): StepScope | undefined {
  return context && scopes.get(wholeWork(context));
}

/** An id for the next saga of a kind that a step starts: the same at each attempt, so that it is started once. */
export function childIdOf(scope: StepScope, key: string, saga: string): string {
  const number = (scope.started.get(saga) ?? 0) + 1;
  scope.started.set(saga, number);
  const id = `${key}/${saga}${number === 1 ? '' : `/${number}`}`;
  return Buffer.byteLength(id) <= LONGEST_DERIVED ? id : `${saga}:${createHash('sha256').update(id).digest('base64url')}`;
}
