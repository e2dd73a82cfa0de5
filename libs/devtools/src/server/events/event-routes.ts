import { Injectable } from '@nestjs/common';
import type { EventDetail } from '../../api/events.js';
import { DevtoolsNotFoundException } from '../../exceptions/devtools-not-found.exception.js';
import { Suite } from '../application/suite.js';
import { download } from '../http/answer.js';
import { PersonalData } from '../payload/personal-data.js';
import { numberOr, optionalMillis, optionalText, optionalWord, uuid } from '../routing/fields.js';
import type { Routes } from '../routing/routes.js';
import { eventDetail } from './event-detail.js';
import { eventFilter } from './event-filter.js';
import { eventsOverview } from './events-overview.js';
import { EventSearch } from './search-events.js';

const EVENT_QUERY = {
  order: optionalWord('newest', 'oldest'),
  category: optionalText,
  type: optionalText,
  correlationId: optionalText,
  field: optionalText,
  value: optionalText,
  since: optionalMillis,
  until: optionalMillis,
  limit: numberOr(50, 1, 200),
  cursor: optionalText,
};

/** `GET overview`, `events`, `event`, `event/data`. */
@Injectable()
export class EventRoutes {
  constructor(private readonly suite: Suite) {}

  routes(): Routes {
    return {
      reads: {
        overview: { query: {}, answer: async () => eventsOverview((await this.suite.readyEvents()).backend, Date.now()) },
        events: {
          query: EVENT_QUERY,
          answer: async (query) => {
            const events = await this.suite.readyEvents();
            const filter = eventFilter(query, new PersonalData(events));
            return new EventSearch(events.backend).page(query, filter, query.limit!);
          },
        },
        event: { query: { id: uuid }, answer: ({ id }) => this.#detail(id) },
      },
      files: {
        'event/data': {
          query: { id: uuid },
          file: async ({ id }) => download(`event-${id}.json`, await this.#wholePayload(id!)),
        },
      },
    };
  }

  async #detail(id: string): Promise<EventDetail> {
    const events = await this.suite.readyEvents();
    return eventDetail(await this.#stored(id), events, this.suite.sagas, new PersonalData(events));
  }

  async #wholePayload(id: string): Promise<string> {
    const { type, schemaVersion, data } = await this.#stored(id);
    const personal = new PersonalData(await this.suite.readyEvents());
    return JSON.stringify(personal.mask(type, schemaVersion, JSON.parse(data)).value, null, 2);
  }

  async #stored(id: string) {
    const { backend } = await this.suite.readyEvents();
    const stored = await backend.browser.event(id);
    if (!stored) throw new DevtoolsNotFoundException(`The event ${id}`, 'It may have been truncated or deleted with its stream.');
    return stored;
  }
}
