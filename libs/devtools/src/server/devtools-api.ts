import { Injectable } from '@nestjs/common';
import { ApplicationRoutes } from './application/application-routes.js';
import { CopyRoutes } from './copies/copy-routes.js';
import { EventRoutes } from './events/event-routes.js';
import { MapRoutes } from './map/map-routes.js';
import type { ResolvedDevtoolsOptions } from './options/resolve-devtools-options.js';
import { ProjectionRoutes } from './projections/projection-routes.js';
import { ApiRouter } from './routing/api-router.js';
import { SagaRoutes } from './sagas/saga-routes.js';
import { StoryRoutes } from './story/story-routes.js';
import { StreamRoutes } from './streams/stream-routes.js';

/** All parts of the JSON API, put together. */
@Injectable()
export class DevtoolsApi {
  constructor(
    private readonly application: ApplicationRoutes,
    private readonly events: EventRoutes,
    private readonly streams: StreamRoutes,
    private readonly sagas: SagaRoutes,
    private readonly story: StoryRoutes,
    private readonly copies: CopyRoutes,
    private readonly projections: ProjectionRoutes,
    private readonly map: MapRoutes,
  ) {}

  open(options: ResolvedDevtoolsOptions): ApiRouter {
    const parts = [this.events, this.streams, this.sagas, this.story, this.copies, this.projections, this.map];
    return new ApiRouter([this.application.routes(options), ...parts.map((part) => part.routes())], options.isReadOnly);
  }
}
