import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AccessControl } from './access/access-control.js';
import { ApplicationRoutes } from './application/application-routes.js';
import { CopyRoutes } from './copies/copy-routes.js';
import { Suite } from './application/suite.js';
import { DispatchRecorder } from './dispatches/dispatch-recorder.js';
import { DevtoolsApi } from './devtools-api.js';
import { DevtoolsLifecycle } from './devtools-lifecycle.js';
import { EventRoutes } from './events/event-routes.js';
import { SagaRoutes } from './sagas/saga-routes.js';
import { StoryRoutes } from './story/story-routes.js';
import { StreamRoutes } from './streams/stream-routes.js';
import { MapRoutes } from './map/map-routes.js';
import { ProjectionRoutes } from './projections/projection-routes.js';
import { LiveFeed } from './live/live-feed.js';
import { DevtoolsConfigurableModule, type DevtoolsAsyncOptions, type DevtoolsModuleOptions } from './options/devtools-options.js';

/**
 * Two pages for the people who build and run the application: `/events` and `/sagas`. They find the stores that the application has by
 * themselves, are off in production, and there want a guard and only show unless told otherwise.
 *
 * @example
 * ```ts
 * @Module({ imports: [EventSourcingModule.forRoot({ storage }), DevtoolsModule.forRoot()] })
 * export class AppModule {}
 * ```
 */
@Module({
  imports: [DiscoveryModule],
  providers: [
    Suite,
    AccessControl,
    ApplicationRoutes,
    EventRoutes,
    StreamRoutes,
    SagaRoutes,
    StoryRoutes,
    CopyRoutes,
    ProjectionRoutes,
    MapRoutes,
    DispatchRecorder,
    LiveFeed,
    DevtoolsApi,
    DevtoolsLifecycle,
  ],
})
export class DevtoolsModule extends DevtoolsConfigurableModule {
  /**
   * The pages with these options.
   *
   * @throws DevtoolsUnprotectedException when they are enabled in production without a guard or `authorize`; at start-up
   */
  static override forRoot(options: DevtoolsModuleOptions = {}): DynamicModule {
    return super.forRoot(options);
  }

  /** Like {@link forRoot}, with options from a factory, a class or an existing provider. */
  static override forRootAsync(options: DevtoolsAsyncOptions): DynamicModule {
    return super.forRootAsync(options);
  }
}
