import type { AttemptView } from '@ledgerline/devtools/api';
import { duration } from '../formatting/time.js';
import { timelineOf } from './timeline.js';

/** When each attempt ran, and for how long. */
export function SagaTimeline({ attempts }: { readonly attempts: readonly AttemptView[] }) {
  if (attempts.length === 0) return null;
  const { bars, gaps } = timelineOf(attempts);
  const names = [...new Set(bars.map(({ attempt }) => attempt.step))];
  return (
    <section class="panel" aria-label="Timeline">
      <header class="panel-head">
        <h3>Timeline</h3>
      </header>
      <div class="timeline">
        {gaps.map(({ left, width, length }) => (
          <span
            key={left}
            class="gap"
            style={{ left: `${left}%`, width: `${width}%` }}
            title={`rested for ${duration(length)}`}
          />
        ))}
        {names.map((name) => (
          <div key={name} class="lane">
            <span class="lane-name">{name}</span>
            {bars
              .filter(({ attempt }) => attempt.step === name)
              .map(({ attempt, left, width }) => (
                <span
                  key={attempt.number}
                  class={`bar-piece is-${attempt.outcome} ${attempt.direction}`}
                  style={{ left: `${left}%`, width: `${width}%` }}
                  title={`${attempt.direction} ${attempt.attempt}: ${attempt.outcome} after ${duration(attempt.duration)}`}
                />
              ))}
          </div>
        ))}
      </div>
    </section>
  );
}
