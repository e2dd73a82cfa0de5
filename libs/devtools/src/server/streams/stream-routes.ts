import { Injectable } from '@nestjs/common';
import { InvalidOptionException } from '@ledgerline/storage';
import type { EventPage } from '../../api/events.js';
import type { ActionResult } from '../../api/problem.js';
import type { StreamEventQuery } from '../../api/streams.js';
import { DevtoolsFeatureAbsentException } from '../../exceptions/devtools-feature-absent.exception.js';
import { Suite } from '../application/suite.js';
import { eventSummary } from '../events/event-summary.js';
import { PersonalData } from '../payload/personal-data.js';
import { numberOr, optionalNumber, optionalText, optionalWord, text } from '../routing/fields.js';
import type { Routes } from '../routing/routes.js';
import { aggregateOf } from './aggregate-of.js';
import { stateAt } from './state-at.js';
import { streamDetail } from './stream-detail.js';
import { streamPage } from './stream-list.js';

const END = Number.MAX_SAFE_INTEGER;
const LIMIT = numberOr(50, 1, 200);

/** `GET streams`, `stream`, `stream/events`, `stream/state`; `POST stream/snapshot`. */
@Injectable()
export class StreamRoutes {
  constructor(private readonly suite: Suite) {}

  routes(): Routes {
    return {
      reads: {
        streams: {
          query: {
            prefix: optionalText,
            category: optionalText,
            order: optionalWord('name', 'newest'),
            limit: LIMIT,
            cursor: optionalText,
          },
          answer: async (query) => streamPage((await this.suite.readyEvents()).backend.browser, query, query.limit!),
        },
        stream: { query: { name: text }, answer: async ({ name }) => streamDetail(name, await this.suite.readyEvents()) },
        'stream/events': {
          query: { name: text, order: optionalWord('newest', 'oldest'), limit: LIMIT, cursor: optionalText },
          answer: (query) => this.#events(query, query.limit!),
        },
        'stream/state': {
          query: { name: text, version: optionalNumber(0, END) },
          answer: async ({ name, version }) => {
            const events = await this.suite.readyEvents();
            return stateAt(name, version, events, new PersonalData(events));
          },
        },
      },
      actions: { 'stream/snapshot': { body: { name: text }, act: ({ name }) => this.#snapshot(name) } },
    };
  }

  /** The cursor is a version: the last one that was shown. */
  async #events({ name, order = 'newest', cursor }: StreamEventQuery, limit: number): Promise<EventPage> {
    const { backend } = await this.suite.readyEvents();
    const shown = cursor === undefined ? undefined : Number(cursor);
    if (shown !== undefined && !Number.isSafeInteger(shown))
      throw new InvalidOptionException('cursor', 'the `next` of a page', cursor);
    const range = order === 'newest' ? { from: 1, to: (shown ?? END) - 1 } : { from: (shown ?? 0) + 1, to: END };
    const direction = order === 'newest' ? 'backwards' : 'forwards';
    const found = await backend.browser.stream({ stream: name, ...range, direction, limit: limit + 1 });
    const items = found.slice(0, limit).map(eventSummary);
    return found.length > limit ? { items, next: String(items.at(-1)!.version) } : { items };
  }

  async #snapshot(name: string): Promise<ActionResult> {
    const events = await this.suite.readyEvents();
    const aggregate = aggregateOf(name, events);
    if (!aggregate)
      throw new DevtoolsFeatureAbsentException(`aggregate class for the stream "${name}"`, 'Register it with forFeature([…]).');
    await events.store.createSnapshot(aggregate.aggregateClass, aggregate.id);
    const { snapshots } = await streamDetail(name, events);
    const saved = Math.max(...snapshots.map(({ savesEvents }) => savesEvents));
    return { done: true, says: `A snapshot was written; loads of this aggregate skip ${saved} events from now on.` };
  }
}
