import type { StateAt } from '@ledgerline/devtools/api';
import { Answered } from '../controls/answered.js';
import { Time } from '../controls/time.js';
import { useRead } from '../data/use-read.js';
import { duration } from '../formatting/time.js';
import { DifferenceList } from '../json/difference-list.js';
import { JsonPanel } from '../json/json-panel.js';
import { Link } from '../routing/link.js';
import { VersionSlider } from './version-slider.js';

/** An aggregate at any of its versions, and what the event of that version has changed. */
export function TimeTravelView({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const name = query['name'] ?? '';
  const version = query['version'] === undefined ? undefined : Number(query['version']);
  const state = useRead('stream/state', { name, ...(version !== undefined && { version }) });
  return (
    <article>
      <h2>
        <Link view="stream" query={{ name }}>
          {name}
        </Link>{' '}
        <span class="quiet">through time</span>
      </h2>
      <Answered answer={state}>{(value) => <Moment state={value} />}</Answered>
    </article>
  );
}

function Moment({ state }: { readonly state: StateAt }) {
  const { stream, version, latest, difference, event, payload, took } = state;
  return (
    <>
      <VersionSlider stream={stream} version={version} latest={latest} />
      <div class="moment">
        <section class="panel" aria-label="What happened">
          <header class="panel-head">
            <h3>{event ? event.type : 'Before the first event'}</h3>
            {event && (
              <span class="quiet">
                <Time at={event.recordedAt} isExact />
              </span>
            )}
          </header>
          <DifferenceList differences={difference} />
          {event && (
            <Link view="event" query={{ id: event.id }} class="button small">
              The event
            </Link>
          )}
        </section>
        {payload && <JsonPanel title="What it says" view={payload} />}
        <JsonPanel title={`State at version ${version}`} view={state.state} />
      </div>
      <p class="quiet">Rebuilt from the log in {duration(took)}.</p>
    </>
  );
}
