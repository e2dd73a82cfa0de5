import type { ComponentType } from 'preact';
import { BoardView } from '../board/board-view.js';
import { CopiedTestView } from '../copied-test/copied-test-view.js';
import { DefinitionsView } from '../definitions/definitions-view.js';
import { EventView } from '../event/event-view.js';
import { FailuresView } from '../failures/failures-view.js';
import { LogView } from '../log/log-view.js';
import { MapView } from '../map/map-view.js';
import { ProjectionsView } from '../projections/projections-view.js';
import { SagaView } from '../saga/saga-view.js';
import { SagasView } from '../sagas/sagas-view.js';
import { StoryView } from '../story/story-view.js';
import { StreamView } from '../stream/stream-view.js';
import { StreamsView } from '../streams/streams-view.js';
import { TimeTravelView } from '../time-travel/time-travel-view.js';
import { TimersView } from '../timers/timers-view.js';

/** What a view is drawn with: the filters that stand in the address. */
export interface ViewProps {
  readonly query: Readonly<Record<string, string>>;
}

/** A view of a page. */
export interface View {
  readonly draw: ComponentType<ViewProps>;
  /** Its name in the navigation; a view without one is reached from others. */
  readonly title?: string;
  /** The document's title. */
  readonly heading: (query: ViewProps['query']) => string;
}

const events: Readonly<Record<string, View>> = {
  log: { draw: LogView, title: 'Log', heading: () => 'Log' },
  streams: { draw: StreamsView, title: 'Streams', heading: () => 'Streams' },
  projections: { draw: ProjectionsView, title: 'Projections', heading: () => 'Projections' },
  map: { draw: MapView, title: 'Map', heading: () => 'Map of the application' },
  stream: { draw: StreamView, heading: ({ name = '' }) => name },
  event: { draw: EventView, heading: () => 'Event' },
  story: { draw: StoryView, heading: () => 'Story of a request' },
  'time-travel': { draw: TimeTravelView, heading: ({ name = '' }) => `${name} through time` },
  'copied-test': { draw: CopiedTestView, heading: () => 'Copy as test' },
};

const sagas: Readonly<Record<string, View>> = {
  board: { draw: BoardView, title: 'Board', heading: () => 'Sagas' },
  sagas: { draw: SagasView, title: 'Search', heading: () => 'Search sagas' },
  failures: { draw: FailuresView, title: 'Failures', heading: () => 'Failures' },
  timers: { draw: TimersView, title: 'Timers', heading: () => 'Timers' },
  definitions: { draw: DefinitionsView, title: 'Definitions', heading: () => 'Definitions' },
  saga: { draw: SagaView, heading: ({ id = '' }) => `Saga ${id}` },
  'copied-test': { draw: CopiedTestView, heading: () => 'Copy as test' },
};

/** The views of each page, in the order of its navigation; the first one is shown where the address names none. */
export const VIEWS = { events, sagas } as const;
