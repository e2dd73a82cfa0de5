import type { SagaDefinitionView, StepProgress } from '@ledgerline/devtools/api';
import { duration } from '../formatting/time.js';
import { stagesOf, type DrawnStep } from './stages.js';

interface SagaDiagramProps {
  readonly definition: SagaDefinitionView | undefined;
  readonly steps: readonly StepProgress[];
}

const SIGNS = {
  remaining: '',
  running: '▶',
  waiting: '⏸',
  done: '✓',
  failed: '✕',
  compensating: '↺',
  compensated: '↩',
  'compensation-failed': '✕',
} as const;

/** The steps from left to right, the present one lit, the remaining ones faint. */
export function SagaDiagram({ definition, steps }: SagaDiagramProps) {
  return (
    <ol class="diagram" aria-label="Steps" tabIndex={0}>
      {stagesOf(definition, steps).map((stage) => (
        <li key={stage[0]!.name} class="stage">
          {stage.map((step) => (
            <StepBox key={step.name} step={step} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function StepBox({ step: { name, view, progress } }: { readonly step: DrawnStep }) {
  const state = progress?.state ?? 'remaining';
  return (
    <div class={`step is-${state}`} aria-current={state === 'running' || state === 'waiting' ? 'step' : undefined}>
      <p class="step-name">
        <span aria-hidden="true">{SIGNS[state]}</span> {name}
      </p>
      <p class="step-state">
        {state}
        {progress && progress.failures > 0 ? ` · ${progress.failures} failed` : ''}
        {progress?.isInDoubt ? ' · in doubt' : ''}
      </p>
      {view?.kind === 'wait' && <p class="quiet">waits for {view.signal}</p>}
      {view?.kind === 'delay' && <p class="quiet">rests for {duration(view.delay ?? 0)}</p>}
      {view?.isTransactional && <p class="quiet">transactional</p>}
      {view?.compensate !== undefined && <p class="compensation">↩ {view.compensate}</p>}
      {!view && <p class="quiet">no longer in the code</p>}
    </div>
  );
}
