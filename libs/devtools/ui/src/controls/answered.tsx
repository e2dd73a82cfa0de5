import type { ComponentChildren } from 'preact';
import type { Answer } from '../data/use-read.js';
import { Problem } from './problem.js';

interface AnsweredProps<T> {
  readonly answer: Answer<T>;
  readonly children: (value: T) => ComponentChildren;
}

/** Draws an answer, and what there is to say while there is none. */
export function Answered<T>({ answer, children }: AnsweredProps<T>) {
  const { value, error, isLoading, reload } = answer;
  return (
    <>
      {error && <Problem error={error} onRetry={reload} />}
      {value !== undefined && children(value)}
      {value === undefined && isLoading && (
        <p class="quiet" aria-busy="true">
          Loading …
        </p>
      )}
    </>
  );
}
