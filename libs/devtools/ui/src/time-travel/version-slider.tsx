import { useEffect, useState } from 'preact/hooks';
import { go } from '../routing/use-route.js';

interface VersionSliderProps {
  readonly stream: string;
  readonly version: number;
  readonly latest: number;
}

/** Goes through the versions of a stream: by the slider, by its arrow keys, or step by step. */
export function VersionSlider({ stream, version, latest }: VersionSliderProps) {
  const [chosen, setChosen] = useState(version);
  useEffect(() => setChosen(version), [version]);
  const show = (next: number) => {
    const within = Math.min(Math.max(next, 0), latest);
    setChosen(within);
    go('time-travel', { name: stream, version: within }, true);
  };
  return (
    <div class="slider">
      <button type="button" aria-label="One event back" disabled={chosen === 0} onClick={() => show(chosen - 1)}>
        ◀
      </button>
      <input
        type="range"
        min={0}
        max={latest}
        value={chosen}
        aria-label={`Version of ${stream}`}
        aria-valuetext={`version ${chosen} of ${latest}`}
        onInput={(event) => show(Number(event.currentTarget.value))}
      />
      <button type="button" aria-label="One event on" disabled={chosen === latest} onClick={() => show(chosen + 1)}>
        ▶
      </button>
      <output>
        version <strong>{chosen}</strong> of {latest}
      </output>
    </div>
  );
}
