import { Injectable } from '@nestjs/common';
import { InvalidOptionException } from '@ledgerline/storage';
import type { ReadRoutes } from '../../api/routes.js';
import { DevtoolsNotFoundException } from '../../exceptions/devtools-not-found.exception.js';
import { Suite } from '../application/suite.js';
import { DispatchRecorder } from '../dispatches/dispatch-recorder.js';
import { PersonalData } from '../payload/personal-data.js';
import { optionalText, optionalUuid } from '../routing/fields.js';
import type { Routes } from '../routing/routes.js';
import { startOfEvent, storyOf, type StoryStart } from './story-of.js';

/** `GET story`: everything that came of one request. */
@Injectable()
export class StoryRoutes {
  constructor(
    private readonly suite: Suite,
    private readonly dispatches: DispatchRecorder,
  ) {}

  routes(): Routes {
    return {
      reads: {
        story: {
          query: { event: optionalUuid, saga: optionalText, correlationId: optionalText },
          answer: async (query) => {
            const events = await this.suite.readyEvents();
            const known = { personal: new PersonalData(events), dispatches: this.dispatches };
            return storyOf(await this.#start(query), events, this.suite.sagas, known);
          },
        },
      },
    };
  }

  async #start({ event, saga, correlationId }: ReadRoutes['story']['query']): Promise<StoryStart> {
    if ([event, saga, correlationId].filter((each) => each !== undefined).length !== 1)
      throw new InvalidOptionException('event', 'given, or `saga`, or `correlationId`, and only one of them', event);
    if (event !== undefined) {
      const stored = await (await this.suite.readyEvents()).backend.browser.event(event);
      if (!stored) throw new DevtoolsNotFoundException(`The event ${event.slice(0, 80)}`);
      return startOfEvent(stored);
    }
    if (saga === undefined) return { correlationId: correlationId! };
    const row = await (await this.suite.readySagas()).store.find(saga);
    if (!row) throw new DevtoolsNotFoundException(`The saga "${saga.slice(0, 80)}"`);
    return { correlationId: row.correlationId, at: row.createdAt };
  }
}
