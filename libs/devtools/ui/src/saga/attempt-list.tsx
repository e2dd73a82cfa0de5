import type { AttemptView } from '@ledgerline/devtools/api';
import { Time } from '../controls/time.js';
import { duration } from '../formatting/time.js';
import { DifferenceList } from '../json/difference-list.js';

interface AttemptListProps {
  readonly attempts: readonly AttemptView[];
  /** Earlier ones that are not shown. */
  readonly leftOut: number;
}

/** Every attempt, with its error and what it changed. */
export function AttemptList({ attempts, leftOut }: AttemptListProps) {
  if (attempts.length === 0) return <p class="quiet">Nothing was tried yet.</p>;
  return (
    <section class="panel" aria-label="Attempts">
      <header class="panel-head">
        <h3>Attempts</h3>
        {leftOut > 0 && <span class="quiet">{leftOut} earlier ones are not shown</span>}
      </header>
      <ol class="attempts">
        {attempts.map((attempt) => (
          <li key={attempt.number} data-row>
            <Attempt attempt={attempt} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Attempt({ attempt: made }: { readonly attempt: AttemptView }) {
  const { step, direction, attempt, outcome, startedAt, duration: took, error, difference } = made;
  const hasMore = error !== undefined || difference.length > 0;
  const title = (
    <>
      <span class={`state is-${outcome}`}>{outcome}</span> <strong>{step}</strong>
      {direction === 'compensation' && <span class="quiet"> undone</span>}
      {attempt > 1 && <span class="quiet"> attempt {attempt}</span>}
      <span class="grow" />
      <span class="quiet">
        {duration(took)} · <Time at={startedAt} isExact />
      </span>
    </>
  );
  if (!hasMore) return <p class="attempt-line">{title}</p>;
  return (
    <details>
      <summary class="attempt-line row-main">{title}</summary>
      {error && (
        <div class="problem">
          <p>
            {error.name}
            {error.code === undefined ? '' : ` (${error.code})`}: {error.message}
          </p>
          {error.stack && <pre tabIndex={0}>{error.stack}</pre>}
        </div>
      )}
      {difference.length > 0 && <DifferenceList differences={difference} />}
    </details>
  );
}
