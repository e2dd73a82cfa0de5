import { InvalidOptionException } from '@ledgerline/storage';
import type { AggregateRoot } from '@ledgerline/event-sourcing';
import { aggregateInternals } from '@ledgerline/event-sourcing/backend';
import type { Json, JsonView } from '../../api/json.js';
import type { StateAt } from '../../api/streams.js';
import { DevtoolsFeatureAbsentException } from '../../exceptions/devtools-feature-absent.exception.js';
import { DevtoolsNotFoundException } from '../../exceptions/devtools-not-found.exception.js';
import type { EventsPart } from '../application/suite.js';
import { eventDetail } from '../events/event-detail.js';
import { eventSummary } from '../events/event-summary.js';
import type { PersonalData } from '../payload/personal-data.js';
import { aggregateOf, type AggregateOfStream } from './aggregate-of.js';
import { differences } from './difference.js';

/**
 * An aggregate at one version, and what the event of that version has changed, rebuilt by the application's own event store: what is shown
 * is what the application gets, snapshots and upcasters included.
 *
 * @throws DevtoolsNotFoundException (404), DevtoolsFeatureAbsentException (404), InvalidOptionException (400)
 */
export async function stateAt(
  stream: string,
  given: number | undefined,
  events: EventsPart,
  personal: PersonalData,
): Promise<StateAt> {
  const begun = performance.now();
  const aggregate = aggregateOf(stream, events);
  if (!aggregate)
    throw new DevtoolsFeatureAbsentException(
      `aggregate class for the stream "${stream}"`,
      'Register it with EventSourcingModule.forFeature([…]); its name is the stream’s text before the first “-”.',
    );
  const found = await events.backend.browser.findStream(stream);
  if (!found) throw new DevtoolsNotFoundException(`The stream "${stream}"`, 'It begins with its first event.');
  const { version: latest, truncateBefore } = found.stream;
  const version = given ?? latest;
  const least = truncateBefore > 1 ? truncateBefore : 0;
  if (version < least || version > latest)
    throw new InvalidOptionException('version', `a version from ${least} to ${latest}, which the stream has`, version);
  const { before, state } = await aroundEvent(aggregate, { stream, version, least }, events, personal);
  return {
    stream,
    version,
    latest,
    state,
    difference: before?.value === undefined || state.value === undefined ? [] : differences(before.value, state.value),
    ...(await eventAt(stream, version, events, personal)),
    took: Math.round((performance.now() - begun) * 10) / 10,
  };
}

interface Moment {
  readonly stream: string;
  readonly version: number;
  /** The lowest version that can be rebuilt. */
  readonly least: number;
}

/**
 * The state before and after one event: the aggregate is loaded once, and the event applied to it by the class's own handlers. At the lowest version
 * there is nothing before.
 */
async function aroundEvent(
  { aggregateClass, id }: AggregateOfStream,
  { stream, version, least }: Moment,
  { store }: EventsPart,
  personal: PersonalData,
): Promise<{ before?: JsonView; state: JsonView }> {
  const shown = (aggregate: AggregateRoot) =>
    personal.state(aggregateClass, JSON.parse(JSON.stringify(aggregate.toSnapshot() ?? null)) as Json);
  const loaded = async (at: number) => (at === 0 ? new aggregateClass(id) : store.load(aggregateClass, id, { version: at }));
  if (version === least) return { state: shown(await loaded(version)) };
  const aggregate = await loaded(version - 1);
  const before = shown(aggregate);
  for await (const recorded of store.readStream(stream, { from: version, to: version }))
    aggregateInternals.replay(aggregate, recorded.event, recorded);
  aggregateInternals.setVersion(aggregate, version);
  return { before, state: shown(aggregate) };
}

async function eventAt(
  stream: string,
  version: number,
  events: EventsPart,
  personal: PersonalData,
): Promise<Pick<StateAt, 'event' | 'payload'>> {
  const [stored] = await events.backend.readStream({ stream, from: version, to: version, direction: 'forwards', limit: 1 });
  if (!stored || version === 0) return {};
  const { stored: asStored, upcast } = await eventDetail(stored, events, undefined, personal);
  const { data, ...heading } = stored;
  return { event: eventSummary({ ...heading, bytes: Buffer.byteLength(data) }), payload: upcast?.[0]?.payload ?? asStored };
}
