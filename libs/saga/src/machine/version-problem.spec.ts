import { SagaStep } from '../definition/saga-step.decorator.js';
import { Saga } from '../definition/saga.decorator.js';
import { readDefinition } from '../definition/read-definition.js';
import type { SagaClass } from '../definition/context-of.js';
import { resolveSagaOptions } from '../saga-module-options.js';
import { initialState, type SagaState } from './saga-state.js';
import { versionProblem } from './version-problem.js';

interface Ctx {
  readonly a?: number;
}

@Saga({ name: 's' })
class Current {
  @SagaStep({ compensate: 'undoA' })
  async stepA(_context: Ctx) {}
  async undoA(_context: Ctx) {}
  @SagaStep()
  async stepB(_context: Ctx) {}
  @SagaStep({ compensate: 'undoC' })
  async stepC(_context: Ctx) {}
  async undoC(_context: Ctx) {}
}

const problemOf = (state: Partial<SagaState>, sagaClass: SagaClass = Current) => {
  const read = readDefinition(sagaClass, resolveSagaOptions({}));
  if ('mistakes' in read) throw new Error(read.mistakes.join());
  return versionProblem(read.definition, { ...initialState('{}'), ...state });
};

describe('A saga that was begun by other code', () => {
  it('goes on when every step that is done is still there with its compensation', () => {
    expect(problemOf({})).toBeUndefined();
    expect(problemOf({ done: [{ step: 'stepA', compensate: 'undoA' }, { step: 'stepB' }] })).toBeUndefined();
  });

  it('goes on when steps ahead are new, or steps that were not begun are gone', () => {
    expect(problemOf({ done: [{ step: 'stepA', compensate: 'undoA' }] })).toBeUndefined();
  });

  it('stands when a step is gone of which nobody knows whether it was done', () => {
    expect(problemOf({ done: [{ step: 'stepA', compensate: 'undoA' }], doubts: ['gone'] })).toMatch(/"gone" may be done/);
  });

  it('stands when a step that is done is gone', () => {
    expect(problemOf({ done: [{ step: 'gone' }] })).toMatch(/"gone" is done, and the code no longer has it/);
  });

  it('stands when the compensation of a step that is done is gone or is another', () => {
    expect(problemOf({ done: [{ step: 'stepA', compensate: 'undoOld' }] })).toMatch(/"undoOld", which the code no longer has/);
    expect(problemOf({ done: [{ step: 'stepA', compensate: 'undoC' }] })).toMatch(/no longer names as its compensation/);
  });

  it('stands when a new step stands before the point that it has reached', () => {
    expect(
      problemOf({
        done: [
          { step: 'stepA', compensate: 'undoA' },
          { step: 'stepC', compensate: 'undoC' },
        ],
      }),
    ).toMatch(/"stepB" stands before "stepC"/);
  });

  it('on its way back needs the steps that are still to be undone, no others', () => {
    const back = { status: 'compensating', ends: 'compensated', done: [{ step: 'gone' }] } as const;
    expect(problemOf({ ...back, undo: [{ step: 'stepA', compensate: 'undoA' }] })).toBeUndefined();
    expect(problemOf({ ...back, undo: [{ step: 'gone', compensate: 'undoGone' }] })).toMatch(/no longer has it/);
  });
});
