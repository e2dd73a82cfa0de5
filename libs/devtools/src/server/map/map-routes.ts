import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Suite } from '../application/suite.js';
import { DispatchRecorder } from '../dispatches/dispatch-recorder.js';
import type { Routes } from '../routing/routes.js';
import { appMap } from './app-map.js';

/** `GET map`: what the application is made of. */
@Injectable()
export class MapRoutes {
  constructor(
    private readonly suite: Suite,
    private readonly discovery: DiscoveryService,
    private readonly dispatches: DispatchRecorder,
  ) {}

  routes(): Routes {
    return { reads: { map: { query: {}, answer: async () => appMap(this.suite, this.discovery, this.dispatches.statistics) } } };
  }
}
