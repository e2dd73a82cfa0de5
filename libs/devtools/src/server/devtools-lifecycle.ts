import { Inject, Injectable, Logger, type HttpServer, type OnModuleInit } from '@nestjs/common';
import { ApplicationConfig, DiscoveryService, HttpAdapterHost } from '@nestjs/core';
import { DevtoolsPathTakenException } from '../exceptions/devtools-path-taken.exception.js';
import { AccessControl } from './access/access-control.js';
import { announceWhenListening } from './announcement.js';
import { controllerRoutes } from './clashes/controller-routes.js';
import { findClash } from './clashes/find-clash.js';
import { DevtoolsApi } from './devtools-api.js';
import { DevtoolsSite } from './devtools-site.js';
import { DispatchRecorder } from './dispatches/dispatch-recorder.js';
import type { PageName } from './http/exchange.js';
import { LiveFeed } from './live/live-feed.js';
import { mount } from './mounts/mount.js';
import { DEVTOOLS_OPTIONS, type DevtoolsModuleOptions } from './options/devtools-options.js';
import { pagePathsOf } from './options/page-paths.js';
import { resolveDevtoolsOptions, type ResolvedDevtoolsOptions } from './options/resolve-devtools-options.js';
import { Assets } from './page/assets.js';
import type { PagePaths } from './page/page-html.js';

/** Puts the pages on the server when the application starts: after its controllers, so that a clash is seen, and before Nest's own 404. */
@Injectable()
export class DevtoolsLifecycle implements OnModuleInit {
  readonly #logger = new Logger('Devtools');
  readonly #options: ResolvedDevtoolsOptions;

  constructor(
    @Inject(DEVTOOLS_OPTIONS) options: DevtoolsModuleOptions,
    private readonly host: HttpAdapterHost,
    private readonly config: ApplicationConfig,
    private readonly discovery: DiscoveryService,
    private readonly access: AccessControl,
    private readonly api: DevtoolsApi,
    private readonly live: LiveFeed,
    private readonly dispatches: DispatchRecorder,
  ) {
    this.#options = resolveDevtoolsOptions(options);
  }

  /** @throws DevtoolsPathTakenException when the application answers where a page is to be */
  onModuleInit(): void {
    const adapter = this.host.httpAdapter as HttpServer | undefined;
    if (!this.#options.isEnabled || typeof adapter?.getInstance !== 'function') return;
    const paths = pagePathsOf(this.#options.paths, this.config);
    this.#assertFree(adapter, paths);
    const assets = new Assets();
    if (!assets.areBuilt) this.#logger.warn('The pages are not built; run `npm run build`. The JSON API is there all the same.');
    const router = this.api.open(this.#options);
    const site = new DevtoolsSite({ options: this.#options, paths, access: this.access, assets, router, live: this.live });
    mount(adapter, paths, (exchange) => site.handle(exchange));
    this.dispatches.start();
    announceWhenListening(adapter, paths, this.#options, this.#logger);
  }

  #assertFree(adapter: HttpServer, paths: PagePaths): void {
    const routes = controllerRoutes(this.discovery, this.config);
    for (const page of Object.keys(paths) as PageName[]) {
      const taken = findClash(paths[page], adapter, routes);
      if (taken !== undefined) throw new DevtoolsPathTakenException(paths[page], taken, page);
    }
  }
}
