import 'reflect-metadata';
import type { SagaDelayOptions, SagaStepOptions, SagaWaitOptions } from './step-options.js';

/** What one decorator says about one method. */
export type StepMetadata = { readonly method: string } & (
  | { readonly kind: 'step'; readonly options: SagaStepOptions }
  | { readonly kind: 'wait'; readonly options: SagaWaitOptions }
  | { readonly kind: 'delay'; readonly delay: number; readonly options: SagaDelayOptions }
);

const STEPS = Symbol('ledgerline:saga-steps');

/** Keeps what a decorator says, on the class that declares the method. */
export function declareStep(target: object, metadata: StepMetadata): void {
  const own = (Reflect.getOwnMetadata(STEPS, target) as StepMetadata[] | undefined) ?? [];
  Reflect.defineMetadata(STEPS, [...own, metadata], target);
}

/** The steps of a class in the order of declaration, its parents' first; a method that a subclass decorates anew keeps its place. */
export function declaredSteps(target: { readonly prototype: object }): StepMetadata[] {
  const steps: StepMetadata[] = [];
  const inherited = new Set<string>();
  for (const prototype of prototypesOf(target.prototype)) {
    const own = (Reflect.getOwnMetadata(STEPS, prototype) as StepMetadata[] | undefined) ?? [];
    for (const step of own) {
      const place = inherited.has(step.method) ? steps.findIndex(({ method }) => method === step.method) : -1;
      if (place < 0) steps.push(step);
      else steps[place] = step;
    }
    for (const { method } of own) inherited.add(method);
  }
  return steps;
}

function prototypesOf(prototype: object): object[] {
  const chain: object[] = [];
  for (
    let each: object | null = prototype;
    each && each !== Object.prototype;
    each = Object.getPrototypeOf(each) as object | null
  ) {
    chain.unshift(each);
  }
  return chain;
}
