import type { AppMap, MapNode } from '@ledgerline/devtools/api';
import { useMemo, useState } from 'preact/hooks';
import { Answered } from '../controls/answered.js';
import { useRead } from '../data/use-read.js';
import { number } from '../formatting/count.js';
import { duration } from '../formatting/time.js';
import type { ViewProps } from '../frame/views.js';
import { connected, mapColumns } from './map-columns.js';

/** The parts of the application as they were found at its start. */
export function MapView(_props: ViewProps) {
  const map = useRead('map', {});
  return <Answered answer={map}>{(value) => <MapPage map={value} />}</Answered>;
}

function MapPage({ map }: { readonly map: AppMap }) {
  const [chosen, setChosen] = useState<string>();
  const columns = useMemo(() => mapColumns(map), [map]);
  const lit = useMemo(() => (chosen === undefined ? undefined : connected(map, chosen)), [map, chosen]);
  return (
    <>
      <p class="quiet">Choose a part to see what leads to it and what it leads to.</p>
      <div class="map">
        {columns.map(({ title, nodes }) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            <ul>
              {nodes.map((node) => (
                <li key={node.id}>
                  <MapCard
                    node={node}
                    isChosen={node.id === chosen}
                    isFaint={lit !== undefined && !lit.has(node.id)}
                    onChoose={() => setChosen(node.id === chosen ? undefined : node.id)}
                  />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

interface MapCardProps {
  readonly node: MapNode;
  readonly isChosen: boolean;
  readonly isFaint: boolean;
  readonly onChoose: () => void;
}

function MapCard({ node: { kind, name, module, flag, calls }, isChosen, isFaint, onChoose }: MapCardProps) {
  return (
    <button
      type="button"
      class={`map-node kind-${kind}${isFaint ? ' is-faint' : ''}`}
      aria-pressed={isChosen}
      data-row
      onClick={onChoose}
    >
      <span class="kind">{kind}</span>
      <strong>{name}</strong>
      {module !== undefined && <span class="quiet">{module}</span>}
      {flag && <span class="state is-failed">{kind === 'event' ? 'nothing handles it' : 'no handler'}</span>}
      {calls && calls.count > 0 && (
        <span class="quiet">
          {number(calls.count)} calls{calls.errors > 0 ? `, ${number(calls.errors)} failed` : ''} · p50 {duration(calls.p50)} ·
          p95 {duration(calls.p95)}
        </span>
      )}
    </button>
  );
}
