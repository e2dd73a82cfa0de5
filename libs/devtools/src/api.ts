/** The contract of the pages' JSON API, as types: `GET` and `POST <page>/api/v1/<route>`; see docs/devtools.md. */
export { API_VERSION } from './api/version.js';
export { ACTION_HEADER, type ActionRoutes, type DownloadRoute, type ReadRoutes } from './api/routes.js';
export type { ApplicationInfo, AggregateInfo, StoreInfo } from './api/application.js';
export type { AppMap, MapEdge, MapNode } from './api/app-map.js';
export type { EventDetail, EventPage, EventQuery, EventsOverview, EventSummary } from './api/events.js';
export type { Difference, Json, JsonView, Millis } from './api/json.js';
export type { LiveEvents, LiveMessage, LivePulse, LiveSaga, LiveSkipped } from './api/live.js';
export type { Count, Coverage, Page } from './api/page.js';
export type { ActionResult, ApiProblem } from './api/problem.js';
export type { ProjectionInfo } from './api/projections.js';
export type {
  AttemptView,
  ErrorView,
  FailureGroup,
  FailuresInbox,
  SagaAction,
  SagaBoard,
  SagaColumn,
  SagaDefinitionView,
  SagaDetail,
  SagaEvents,
  SagaPage,
  SagaQuery,
  SagaRates,
  SagaState,
  SagaSummary,
  StepProgress,
  StepView,
  TimerPage,
  TimerView,
} from './api/sagas.js';
export type { Story, StoryNode } from './api/story.js';
export type {
  CopiedTest,
  SnapshotInfo,
  StateAt,
  StreamDetail,
  StreamEventQuery,
  StreamPage,
  StreamQuery,
  StreamSummary,
} from './api/streams.js';
