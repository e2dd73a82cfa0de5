import type { SagaDefinitionView, StepProgress, StepView } from '@ledgerline/devtools/api';
import { stagesOf } from './stages.js';

const view = (name: string, stage: number) => ({ name, stage }) as StepView;
const done = (name: string) => ({ name, state: 'done' }) as StepProgress;
const names = (definition: SagaDefinitionView | undefined, progress: StepProgress[]) =>
  stagesOf(definition, progress).map((stage) => stage.map(({ name, progress: of }) => `${name} ${of?.state ?? '-'}`));

describe('the diagram of a saga', () => {
  const definition = {
    steps: [view('reserve', 0), view('charge', 1), view('notify', 1), view('ship', 2)],
  } as unknown as SagaDefinitionView;

  it('has a column for each stage, with steps of one stage side by side', () => {
    expect(names(definition, [done('reserve')])).toEqual([['reserve done'], ['charge -', 'notify -'], ['ship -']]);
  });

  it('shows steps that the code no longer has', () => {
    expect(names(definition, [done('weigh')])[0]).toEqual(['weigh done']);
    expect(names(undefined, [done('weigh'), done('pack')])).toEqual([['weigh done'], ['pack done']]);
  });
});
