import type { ProjectionInfo } from '@ledgerline/devtools/api';
import { Confirmed } from '../actions/confirmed.js';
import { Answered } from '../controls/answered.js';
import { Empty } from '../controls/empty.js';
import { useServices } from '../data/services.js';
import { useRepeatedRead } from '../data/use-repeated-read.js';
import { number } from '../formatting/count.js';
import { duration } from '../formatting/time.js';
import type { ViewProps } from '../frame/views.js';
import { Link } from '../routing/link.js';

const PERIOD = 2_000;

const FIRST_PROJECTION = `@Projection({ name: 'order-summary', version: 1, entities: [OrderSummary] })
export class OrderSummaryProjection {
  @EventHandler(OrderCreated)
  async onCreated(event: OrderCreated, { manager }: ProjectionContext) { await manager.insert(OrderSummary, { … }); }
}`;

/** The projections: how far each has come, and what stops it. */
export function ProjectionsView(_props: ViewProps) {
  const { info } = useServices();
  if (info.features.projections) return <ProjectionCards />;
  return (
    <Empty title="This application has no projections." code={FIRST_PROJECTION}>
      <p>
        A class like this, among the providers of an application that imports <code>CqrsModule</code>, keeps a read model.
      </p>
    </Empty>
  );
}

function ProjectionCards() {
  const projections = useRepeatedRead('projections', {}, PERIOD);
  return (
    <Answered answer={projections}>
      {(list) => (
        <ul class="cards" aria-label="Projections">
          {list.map((projection) => (
            <ProjectionCard key={projection.name} projection={projection} onChanged={projections.reload} />
          ))}
        </ul>
      )}
    </Answered>
  );
}

interface ProjectionCardProps {
  readonly projection: ProjectionInfo;
  readonly onChanged: () => void;
}

function ProjectionCard({ projection, onChanged }: ProjectionCardProps) {
  const { name, version, state, position, head, lagEvents, lagSeconds, rebuild, error, poison, handles } = projection;
  return (
    <li class="card">
      <header>
        <h3>{name}</h3>
        <span class="quiet">version {version}</span>
        <span class="grow" />
        <span class={`state is-${state}`}>{state}</span>
      </header>
      <meter
        class="progress"
        aria-label={`${name} has come to position ${position} of ${head}`}
        max={Math.max(head, 1)}
        value={position}
      />
      <p>
        {lagEvents === 0 ? 'Up to date' : `${number(lagEvents)} positions behind`}
        {lagSeconds === undefined || lagEvents === 0 ? '' : `, the oldest ${duration(lagSeconds * 1_000)}`}
        <span class="quiet">
          {' '}
          · position {number(position)} of {number(head)}
        </span>
      </p>
      {rebuild !== undefined && (
        <p role="status">
          Rebuilding: {Math.floor(rebuild * 100)} % <progress max={1} value={rebuild} aria-label={`Rebuild of ${name}`} />
        </p>
      )}
      {error && (
        <details class="problem" open>
          <summary>{error.message}</summary>
          {error.stack && <pre>{error.stack}</pre>}
        </details>
      )}
      {poison && (
        <p>
          It stands at event {poison.version} of{' '}
          <Link view="stream" query={{ name: poison.stream }}>
            {poison.stream}
          </Link>
          .
        </p>
      )}
      <p class="quiet">{handles.join(', ')}</p>
      <ProjectionActions projection={projection} onChanged={onChanged} />
    </li>
  );
}

function ProjectionActions({ projection: { name, state, poison }, onChanged }: ProjectionCardProps) {
  const { client } = useServices();
  const isStanding = state === 'paused' || state === 'faulted';
  return (
    <div class="toolbar">
      {isStanding ? (
        <Confirmed
          label="Resume"
          question={`Let ${name} go on from the event at which it stands?`}
          act={() => client.act('projection/resume', { name })}
          onDone={onChanged}
        />
      ) : (
        <Confirmed
          label="Pause"
          question={`Pause ${name} on every node? Its read model stays as it is, and falls behind.`}
          act={() => client.act('projection/pause', { name })}
          onDone={onChanged}
        />
      )}
      {poison && (
        <Confirmed
          label="Skip the event"
          isGrave
          question={`Leave event ${poison.version} of ${poison.stream} out of ${name}? Its read model will lack what that event would have changed.`}
          act={() => client.act('projection/skip', { name })}
          onDone={onChanged}
        />
      )}
      <Confirmed
        label="Rebuild"
        isGrave
        question={`Build the read model of ${name} anew from the whole log?`}
        act={() => client.act('projection/rebuild', { name })}
        onDone={onChanged}
      />
    </div>
  );
}
