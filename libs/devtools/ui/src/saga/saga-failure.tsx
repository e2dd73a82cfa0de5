import type { ErrorView } from '@ledgerline/devtools/api';

interface SagaFailureProps {
  readonly failure: ErrorView;
  readonly step: string | undefined;
}

/** Why a saga failed: the message at once, the stack for whoever wants it. */
export function SagaFailure({ failure: { message, stack }, step }: SagaFailureProps) {
  return (
    <section class="problem" aria-label="Failure">
      <p>
        {step === undefined ? '' : `${step}: `}
        {message}
      </p>
      {stack && (
        <details>
          <summary>Stack</summary>
          <pre tabIndex={0}>{stack}</pre>
        </details>
      )}
    </section>
  );
}
