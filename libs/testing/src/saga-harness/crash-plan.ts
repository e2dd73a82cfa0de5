import type { SagaDefinition } from '@ledgerline/saga';
import type { PausePoint } from '@ledgerline/saga/backend';
import type { CrashMoment, PlannedFaults } from './planned-faults.js';

/** Moments that come once for each step or record, whatever runs beside them. */
const MOMENTS: ReadonlySet<PausePoint> = new Set([
  'after-start',
  'before-step',
  'after-step',
  'before-compensation',
  'after-compensation',
  'before-record',
  'after-record',
]);

const BEFORE: ReadonlySet<PausePoint> = new Set(['before-step', 'before-compensation']);
const AFTER: ReadonlySet<PausePoint> = new Set(['after-step', 'after-compensation']);

/** Says at which moments of the engine a process dies. */
export class CrashPlan {
  #moments = 0;
  #deadly?: number;
  /** Which method of a step ran last: a record says of which step it is, and not in which direction. */
  readonly #lastMethod = new Map<string, string>();

  constructor(
    private readonly definition: SagaDefinition,
    private readonly faults: PlannedFaults,
  ) {}

  /** Number of moments that have passed. */
  get moments(): number {
    return this.#moments;
  }

  /** Dies at the moment of this number, counted from 1 since the harness was made. */
  crashAtMoment(number: number): void {
    this.#deadly = number;
  }

  /** Whether the process dies now. */
  isDeadly(point: PausePoint, stepName: string | undefined): boolean {
    if (!MOMENTS.has(point)) return false;
    this.#moments += 1;
    if (this.#moments === this.#deadly) return true;
    const step = stepName === undefined ? undefined : this.definition.steps.get(stepName);
    if (!step) return false;
    if (point.endsWith('-step')) this.#lastMethod.set(step.name, step.method);
    if (point.endsWith('-compensation')) this.#lastMethod.set(step.name, step.compensate!);
    const moment = momentOf(point);
    const method = this.#lastMethod.get(step.name);
    return moment !== undefined && method !== undefined && this.faults.isCrash(method, moment);
  }
}

function momentOf(point: PausePoint): CrashMoment | undefined {
  if (BEFORE.has(point)) return 'before';
  if (AFTER.has(point)) return 'after';
  return point === 'after-record' ? 'recorded' : undefined;
}
