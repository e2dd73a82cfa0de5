import { Injectable } from '@nestjs/common';
import { ApplicationRoutes } from './application/application-routes.js';
import type { ResolvedDevtoolsOptions } from './options/resolve-devtools-options.js';
import { ApiRouter } from './routing/api-router.js';

/** All parts of the JSON API, put together. */
@Injectable()
export class DevtoolsApi {
  constructor(private readonly application: ApplicationRoutes) {}

  open(options: ResolvedDevtoolsOptions): ApiRouter {
    return new ApiRouter([this.application.routes(options)], options.isReadOnly);
  }
}
