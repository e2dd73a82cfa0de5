import type { Difference } from '@ledgerline/devtools/api';
import { inLine, pathText } from './json-shape.js';

const SIGNS = { added: '+', removed: '−', changed: '~' } as const;

/** What has changed, a line each: place, before, after. */
export function DifferenceList({ differences }: { readonly differences: readonly Difference[] }) {
  if (differences.length === 0) return <p class="quiet">Nothing has changed.</p>;
  return (
    <ul class="differences">
      {differences.map(({ path, kind, before, after }) => (
        <li key={path.join('/')} class={`difference ${kind}`}>
          <span class="sign" aria-label={kind}>
            {SIGNS[kind]}
          </span>
          <code class="place">{pathText(path)}</code>
          <span class="values">
            {kind !== 'added' && <del>{inLine(before)}</del>}
            {kind !== 'removed' && <ins>{inLine(after)}</ins>}
          </span>
        </li>
      ))}
    </ul>
  );
}
