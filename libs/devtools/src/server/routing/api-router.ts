import { DevtoolsNotFoundException } from '../../exceptions/devtools-not-found.exception.js';
import { DevtoolsReadOnlyException } from '../../exceptions/devtools-read-only.exception.js';
import { assertOwnOrigin } from '../access/action-origin.js';
import { json, type Answer } from '../http/answer.js';
import type { Exchange } from '../http/exchange.js';
import { jsonBody } from '../http/request-body.js';
import type { Routes } from './routes.js';
import { queryRecord, readShape, type Shape } from './shape.js';

type AnyRoute =
  | { readonly query: Shape<object>; answer(query: object): Promise<unknown> }
  | { readonly query: Shape<object>; file(query: object): Promise<Answer> };

interface AnyAction {
  readonly body: Shape<object>;
  act(body: object): Promise<unknown>;
}

/** Finds the route of a request, reads what the request gives, and answers. */
export class ApiRouter {
  readonly #reads = new Map<string, AnyRoute>();
  readonly #actions = new Map<string, AnyAction>();

  constructor(
    parts: readonly Routes[],
    private readonly isReadOnly: boolean,
  ) {
    for (const { reads = {}, actions = {}, files = {} } of parts) {
      for (const [path, route] of Object.entries({ ...reads, ...files })) this.#reads.set(path, route as AnyRoute);
      for (const [path, action] of Object.entries(actions)) this.#actions.set(path, action as AnyAction);
    }
  }

  /**
   * @param path behind `api/v1/`
   * @throws DevtoolsNotFoundException, DevtoolsReadOnlyException, DevtoolsRefusedException, InvalidOptionException, or what the route throws
   */
  async answer(path: string, exchange: Exchange): Promise<Answer> {
    if (exchange.method === 'POST') return this.#act(path, exchange);
    const route = this.#reads.get(path);
    if (!route) throw new DevtoolsNotFoundException(`The route ${path.slice(0, 80)}`, 'See docs/devtools.md for the routes.');
    const query = readShape<object>(route.query, queryRecord(exchange.query));
    return 'file' in route ? route.file(query) : json(await route.answer(query));
  }

  async #act(path: string, exchange: Exchange): Promise<Answer> {
    const action = this.#actions.get(path);
    if (!action) throw new DevtoolsNotFoundException(`The action ${path.slice(0, 80)}`, 'See docs/devtools.md for the actions.');
    assertOwnOrigin(exchange.headers);
    if (this.isReadOnly) throw new DevtoolsReadOnlyException(path);
    return json(await action.act(readShape<object>(action.body, await jsonBody(exchange))));
  }
}
