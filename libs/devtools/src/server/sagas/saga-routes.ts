import { Injectable } from '@nestjs/common';
import type { SagaRow } from '@ledgerline/saga/backend';
import type { Json } from '../../api/json.js';
import type { ReadRoutes } from '../../api/routes.js';
import { DevtoolsNotFoundException } from '../../exceptions/devtools-not-found.exception.js';
import { Suite } from '../application/suite.js';
import { PersonalData } from '../payload/personal-data.js';
import { numberOr, optionalFlag, optionalMillis, optionalText, text } from '../routing/fields.js';
import type { Routes } from '../routing/routes.js';
import { failuresInbox } from './failures-inbox.js';
import { SagaActions } from './saga-actions.js';
import { sagaBoard, sagaRates } from './saga-board.js';
import { sagaDefinitionView } from './saga-definition-view.js';
import { sagaDetail } from './saga-detail.js';
import { sagaEvents } from './saga-events.js';
import { sagaPage } from './saga-list.js';
import { sagaTimers } from './saga-timers.js';

const LIMIT = numberOr(50, 1, 200);

/** Everything about sagas: `GET sagas…`, `saga…`; `POST saga/…`, `sagas/retry`. */
@Injectable()
export class SagaRoutes {
  constructor(private readonly suite: Suite) {}

  routes(): Routes {
    return { reads: { ...this.#lists(), ...this.#one() }, actions: this.#actions() };
  }

  #lists(): NonNullable<Routes['reads']> {
    const oneSaga = { saga: optionalText };
    return {
      sagas: {
        query: {
          saga: optionalText,
          status: optionalText,
          since: optionalMillis,
          until: optionalMillis,
          text: optionalText,
          limit: LIMIT,
          cursor: optionalText,
        },
        answer: async (query) => sagaPage(await this.suite.readySagas(), query, query.limit!),
      },
      'sagas/board': { query: oneSaga, answer: async ({ saga }) => sagaBoard(await this.suite.readySagas(), saga) },
      'sagas/rates': { query: oneSaga, answer: async ({ saga }) => sagaRates(await this.suite.readySagas(), saga, Date.now()) },
      'sagas/timers': {
        query: { limit: LIMIT, cursor: optionalText },
        answer: async ({ limit, cursor }) => sagaTimers(await this.suite.readySagas(), limit!, cursor),
      },
      'sagas/failures': { query: {}, answer: () => this.#failures() },
      'sagas/definitions': { query: {}, answer: () => this.#definitions() },
    };
  }

  #one(): NonNullable<Routes['reads']> {
    return {
      saga: { query: { id: text }, answer: ({ id }) => this.#detail(id) },
      'saga/events': { query: { id: text, limit: LIMIT, cursor: optionalText }, answer: (query) => this.#events(query) },
    };
  }

  #actions(): NonNullable<Routes['actions']> {
    const actions = async () => new SagaActions(await this.suite.readySagas());
    const payload = (value: unknown) => value as Json | undefined;
    return {
      'saga/retry': { body: { id: text, skip: optionalFlag }, act: async (body) => (await actions()).retry(body) },
      'saga/cancel': { body: { id: text, reason: optionalText }, act: async (body) => (await actions()).cancel(body) },
      'saga/signal': { body: { id: text, name: text, payload }, act: async (body) => (await actions()).signal(body) },
      'saga/fire': { body: { id: text }, act: async (body) => (await actions()).fire(body) },
      'sagas/retry': { body: { saga: optionalText, text: optionalText }, act: async (body) => (await actions()).retryAll(body) },
    };
  }

  async #failures() {
    const statuses = (await this.suite.projections?.runner.status()) ?? [];
    const faulted = statuses.filter(({ state }) => state === 'faulted').map(({ name }) => name);
    return failuresInbox(await this.suite.readySagas(), faulted);
  }

  async #definitions() {
    const { runner } = await this.suite.readySagas();
    return runner.definitions().map((definition) => sagaDefinitionView(definition, this.suite.events));
  }

  async #detail(id: string) {
    const row = await this.#row(id);
    const { events } = this.suite;
    return sagaDetail(row, await this.suite.readySagas(), events, new PersonalData(events));
  }

  async #events({ id, limit, cursor }: ReadRoutes['saga/events']['query']) {
    const row = await this.#row(id);
    const events = await this.suite.readyEvents();
    return sagaEvents(row, events, new PersonalData(events), { limit: limit!, ...(cursor === undefined ? {} : { cursor }) });
  }

  async #row(id: string): Promise<SagaRow> {
    const row = await (await this.suite.readySagas()).store.find(id);
    if (!row) throw new DevtoolsNotFoundException(`The saga "${id.slice(0, 80)}"`, 'Sagas that ended are pruned after a while.');
    return row;
  }
}
