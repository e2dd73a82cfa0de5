import type { SagaDefinition } from '../definition/saga-definition.js';
import { stepsLeft } from './decide.js';
import type { SagaState } from './saga-state.js';

/**
 * Why a saga that ran under other code cannot go on under this definition; a sentence, or nothing.
 *
 * Steps go by their names: new ones ahead run, ones that were never begun and are gone are left out. A step that is done, or may be, must
 * still be there with its compensation, and nothing new may stand before the point that was reached.
 */
export function versionProblem(definition: SagaDefinition, state: SagaState): string | undefined {
  const methods = definition.sagaClass.prototype as Record<string, unknown>;
  const toUndo = state.undo ?? state.done;
  for (const { step: name, compensate } of toUndo) {
    const step = definition.steps.get(name);
    if (!step) return `the step "${name}" is done, and the code no longer has it`;
    if (compensate === undefined) continue;
    if (typeof methods[compensate] !== 'function')
      return `the step "${name}" is compensated by "${compensate}", which the code no longer has`;
    if (step.compensate !== compensate)
      return `the step "${name}" is compensated by "${compensate}", which the code no longer names as its compensation`;
  }
  if (state.undo) return undefined;
  const doubtful = state.doubts.find((name) => !definition.steps.has(name));
  if (doubtful !== undefined) return `the step "${doubtful}" may be done, and the code no longer has it`;
  const next = stepsLeft(definition, state)[0];
  const overtaken = next && state.done.find(({ step }) => (definition.steps.get(step)?.stage ?? -1) > next.stage);
  return overtaken ? `the step "${next.name}" stands before "${overtaken.step}", which is done` : undefined;
}
