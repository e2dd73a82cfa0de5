import type { AppMap } from './app-map.js';
import type { ApplicationInfo } from './application.js';
import type { EventDetail, EventPage, EventQuery, EventsOverview } from './events.js';
import type { Json } from './json.js';
import type { ActionResult } from './problem.js';
import type { ProjectionInfo } from './projections.js';
import type {
  FailuresInbox,
  SagaBoard,
  SagaDefinitionView,
  SagaDetail,
  SagaEvents,
  SagaPage,
  SagaQuery,
  SagaRates,
  TimerPage,
} from './sagas.js';
import type { Story } from './story.js';
import type { CopiedTest, StateAt, StreamDetail, StreamEventQuery, StreamPage, StreamQuery } from './streams.js';

/** A question without parameters. */
type Nothing = Readonly<Record<never, never>>;

/** A route that is asked: `GET <page>/api/v1/<path>?<query>`. */
interface Read<Query, Answer> {
  readonly query: Query;
  readonly answer: Answer;
}

/** A route that acts: `POST <page>/api/v1/<path>` with a JSON body. */
interface Action<Body> {
  readonly body: Body;
  readonly answer: ActionResult;
}

/**
 * Every question that the pages ask. Names, ids and cursors travel in the query, never in the path: they may hold slashes, which proxies
 * decode as they like.
 */
export interface ReadRoutes {
  application: Read<Nothing, ApplicationInfo>;
  map: Read<Nothing, AppMap>;
  overview: Read<Nothing, EventsOverview>;
  events: Read<EventQuery, EventPage>;
  event: Read<{ readonly id: string }, EventDetail>;
  story: Read<{ readonly event?: string; readonly saga?: string; readonly correlationId?: string }, Story>;
  streams: Read<StreamQuery, StreamPage>;
  stream: Read<{ readonly name: string }, StreamDetail>;
  'stream/events': Read<StreamEventQuery, EventPage>;
  'stream/state': Read<{ readonly name: string; readonly version?: number }, StateAt>;
  'stream/test': Read<{ readonly name: string; readonly version?: number }, CopiedTest>;
  projections: Read<Nothing, readonly ProjectionInfo[]>;
  sagas: Read<SagaQuery, SagaPage>;
  'sagas/board': Read<{ readonly saga?: string }, SagaBoard>;
  'sagas/rates': Read<{ readonly saga?: string }, SagaRates>;
  'sagas/timers': Read<{ readonly limit?: number; readonly cursor?: string }, TimerPage>;
  'sagas/failures': Read<Nothing, FailuresInbox>;
  'sagas/definitions': Read<Nothing, readonly SagaDefinitionView[]>;
  saga: Read<{ readonly id: string }, SagaDetail>;
  'saga/events': Read<{ readonly id: string; readonly limit?: number; readonly cursor?: string }, SagaEvents>;
  'saga/test': Read<{ readonly id: string }, CopiedTest>;
}

/**
 * Everything that the pages can do. The request must be one that no foreign page can send: `content-type: application/json`, the header
 * `x-ledgerline-action: 1`, and an origin that is the page's own.
 */
export interface ActionRoutes {
  'stream/snapshot': Action<{ readonly name: string }>;
  'projection/pause': Action<{ readonly name: string }>;
  'projection/resume': Action<{ readonly name: string }>;
  /** Behind the event that could not be handled. */
  'projection/skip': Action<{ readonly name: string }>;
  'projection/rebuild': Action<{ readonly name: string }>;
  'saga/retry': Action<{ readonly id: string; readonly skip?: boolean }>;
  'saga/cancel': Action<{ readonly id: string; readonly reason?: string }>;
  'saga/signal': Action<{ readonly id: string; readonly name: string; readonly payload?: Json }>;
  'saga/fire': Action<{ readonly id: string }>;
  /** Every saga like these: of a group of the inbox, or all that stand. */
  'sagas/retry': Action<{ readonly saga?: string; readonly text?: string }>;
}

/** Files, not JSON of this contract: `GET event/data?id=` and `GET stream/export?name=`, as downloads. */
export type DownloadRoute = 'event/data' | 'stream/export' | 'saga/export';

/** Header that every action carries; a page of another origin cannot set it without being asked about. */
export const ACTION_HEADER = 'x-ledgerline-action';
