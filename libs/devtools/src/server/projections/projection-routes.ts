import { Injectable } from '@nestjs/common';
import type { ProjectionRunner } from '@ledgerline/cqrs';
import type { ActionResult } from '../../api/problem.js';
import type { ProjectionInfo } from '../../api/projections.js';
import { DevtoolsNotFoundException } from '../../exceptions/devtools-not-found.exception.js';
import { Suite } from '../application/suite.js';
import { text } from '../routing/fields.js';
import type { Routes } from '../routing/routes.js';
import { eventTypeName } from '../sagas/event-type-name.js';
import { projectionInfo } from './projection-info.js';

/** `GET projections`; `POST projection/pause`, `resume`, `skip`, `rebuild`. */
@Injectable()
export class ProjectionRoutes {
  constructor(private readonly suite: Suite) {}

  routes(): Routes {
    const body = { name: text };
    return {
      reads: { projections: { query: {}, answer: () => this.#all() } },
      actions: {
        'projection/pause': { body, act: ({ name }) => this.#act(name, (runner) => runner.pause(name)) },
        'projection/resume': { body, act: ({ name }) => this.#act(name, (runner) => runner.resume(name)) },
        'projection/rebuild': { body, act: ({ name }) => this.#act(name, (runner) => runner.rebuild(name)) },
        'projection/skip': { body, act: ({ name }) => this.#skip(name) },
      },
    };
  }

  async #all(): Promise<readonly ProjectionInfo[]> {
    const { projections, events } = this.suite;
    if (!projections) return [];
    const handled = new Map(projections.registry.all().map((each) => [each.name, each.events]));
    const statuses = await projections.runner.status();
    return statuses.map((status) =>
      projectionInfo(
        status,
        (handled.get(status.name) ?? []).map((event) => eventTypeName(event, events)),
      ),
    );
  }

  /** The event at which it stands now, so that a person skips what the page has shown. */
  async #skip(name: string): Promise<ActionResult> {
    const poison = (await this.#all()).find((each) => each.name === name)?.poison;
    if (!poison) throw new DevtoolsNotFoundException(`An event at which the projection "${name}" stands`, 'Look at it again.');
    return this.#act(name, (runner) => runner.skip(name, poison.position));
  }

  async #act(name: string, action: (runner: ProjectionRunner) => Promise<unknown>): Promise<ActionResult> {
    await action(this.suite.presentProjections().runner);
    const now = (await this.#all()).find((each) => each.name === name);
    return {
      done: true,
      says: `The projection is ${now?.state ?? 'gone'} now, at position ${now?.position ?? 0} of ${now?.head ?? 0}.`,
    };
  }
}
