import type { SagaDefinitionView, StepProgress, StepView } from '@ledgerline/devtools/api';

/** A step in the diagram: what the code says of it, and what has become of it. */
export interface DrawnStep {
  readonly name: string;
  readonly view?: StepView;
  readonly progress?: StepProgress;
}

/**
 * The columns of the diagram: stages of the definition in their order, steps of one stage side by side. Steps that were recorded and that
 * the code no longer has stand in front.
 */
export function stagesOf(definition: SagaDefinitionView | undefined, progress: readonly StepProgress[]): DrawnStep[][] {
  const known = new Map(progress.map((step) => [step.name, step]));
  const stages: DrawnStep[][] = [];
  for (const view of definition?.steps ?? []) {
    const step = { name: view.name, view, ...(known.has(view.name) && { progress: known.get(view.name)! }) };
    (stages[view.stage] ??= []).push(step);
    known.delete(view.name);
  }
  const gone = [...known.values()].map((step) => [{ name: step.name, progress: step }]);
  return [...gone, ...stages.filter((stage) => stage !== undefined)];
}
