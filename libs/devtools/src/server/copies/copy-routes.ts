import { Injectable } from '@nestjs/common';
import { DevtoolsNotFoundException } from '../../exceptions/devtools-not-found.exception.js';
import { Suite } from '../application/suite.js';
import { download } from '../http/answer.js';
import { PersonalData } from '../payload/personal-data.js';
import { optionalNumber, text } from '../routing/fields.js';
import type { Routes } from '../routing/routes.js';
import { sagaDetail } from '../sagas/saga-detail.js';
import { sagaTest } from './saga-test.js';
import { streamExport } from './stream-export.js';
import { streamTest } from './stream-test.js';

/** What is on the screen as something to take along: `GET stream/test`, `stream/export`, `saga/test`, `saga/export`. */
@Injectable()
export class CopyRoutes {
  constructor(private readonly suite: Suite) {}

  routes(): Routes {
    return {
      reads: {
        'stream/test': {
          query: { name: text, version: optionalNumber(1, Number.MAX_SAFE_INTEGER) },
          answer: async ({ name, version }) => {
            const events = await this.suite.readyEvents();
            return streamTest(name, version, events, new PersonalData(events));
          },
        },
        'saga/test': {
          query: { id: text },
          answer: async ({ id }) => sagaTest(await this.#saga(id), await this.suite.readySagas(), this.#personal()),
        },
      },
      files: {
        'stream/export': {
          query: { name: text },
          file: async ({ name }) =>
            download(`${name}.json`, await streamExport(name!, await this.suite.readyEvents(), this.#personal())),
        },
        'saga/export': {
          query: { id: text },
          file: async ({ id }) => {
            const row = await this.#saga(id!);
            const detail = await sagaDetail(row, await this.suite.readySagas(), this.suite.events, this.#personal());
            return download(`saga-${id}.json`, JSON.stringify(detail, null, 2));
          },
        },
      },
    };
  }

  #personal(): PersonalData {
    return new PersonalData(this.suite.events);
  }

  async #saga(id: string) {
    const row = await (await this.suite.readySagas()).store.find(id);
    if (!row) throw new DevtoolsNotFoundException(`The saga "${id.slice(0, 80)}"`, 'Sagas that ended are pruned after a while.');
    return row;
  }
}
