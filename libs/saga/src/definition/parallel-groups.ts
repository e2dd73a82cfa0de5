import type { StepMetadata } from './step-metadata.js';

/** Steps in order, those that run side by side in one group; and what is wrong with their `parallelWith`. */
export function parallelGroups(steps: readonly StepMetadata[]): { groups: StepMetadata[][]; mistakes: string[] } {
  const groups: StepMetadata[][] = [];
  for (const step of steps) {
    const group = groups.at(-1);
    if (group?.some((member) => isNamedBy(step, member) || isNamedBy(member, step))) group.push(step);
    else groups.push([step]);
  }
  const mistakes = groups.flatMap((group) => group.flatMap((step) => [...mistakesOf(step, group, steps)]));
  return { groups, mistakes };
}

function* mistakesOf(step: StepMetadata, group: readonly StepMetadata[], steps: readonly StepMetadata[]): Generator<string> {
  const what = `the step "${nameOf(step)}"`;
  if (group.length > 1 && step.kind !== 'step') yield `${what} is a ${step.kind}, which cannot run beside other steps.`;
  if (group.length > 1 && step.kind === 'step' && step.options.transactional)
    yield `${what} is transactional, which a step beside others cannot be; give it a place of its own.`;
  for (const other of besideOf(step)) {
    if (other === nameOf(step) || other === step.method) yield `${what} runs beside itself; name another step.`;
    else if (!steps.some((candidate) => isCalled(candidate, other)))
      yield `${what} runs beside "${other}", which is no step of this saga.`;
    else if (!group.some((member) => isCalled(member, other)))
      yield `${what} runs beside "${other}", but other steps stand between them; put the steps of a group together.`;
  }
}

function isNamedBy(step: StepMetadata, by: StepMetadata): boolean {
  return besideOf(by).some((name) => isCalled(step, name));
}

function besideOf(step: StepMetadata): readonly string[] {
  const beside = step.kind === 'step' ? step.options.parallelWith : undefined;
  return beside === undefined ? [] : typeof beside === 'string' ? [beside] : beside;
}

function isCalled(step: StepMetadata, name: string): boolean {
  return nameOf(step) === name || step.method === name;
}

/** The name of a step in the store. */
export function nameOf({ options, method }: StepMetadata): string {
  return options.name ?? method;
}
